/** The page of a display: enrolled once, it shows the rotating venue code of its door full screen. */
import '../../../design/tokens.css'

import { createApp } from 'vue'

import Display from './Display.vue'

createApp(Display).mount('#display')
