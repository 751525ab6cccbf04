import '../../design/tokens.css'
import 'element-plus/theme-chalk/dark/css-vars.css'
import 'element-plus/es/components/base/style/css'
import 'element-plus/es/components/message/style/css'
import 'element-plus/es/components/message-box/style/css'
import 'element-plus/es/components/loading/style/css'
import '@/styles/base.css'

import { createApp } from 'vue'
import { ElLoading } from 'element-plus'

import { learnDeployment } from '@/api/deployment'
import App from '@/App.vue'
import { router } from '@/router'

createApp(App).use(router).use(ElLoading).mount('#app')
void learnDeployment()
