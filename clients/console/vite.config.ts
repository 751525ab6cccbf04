import { fileURLToPath, URL } from 'node:url'

import vue from '@vitejs/plugin-vue'
import Components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import { defineConfig } from 'vite'

const api = process.env.VENUECODE_API ?? 'http://127.0.0.1:8000'

export default defineConfig({
  base: '/console/',
  plugins: [
    vue(),
    Components({ dirs: [], dts: 'src/components.d.ts', resolvers: [ElementPlusResolver({ importStyle: 'css' })] }),
  ],
  resolve: { alias: { '@core': fileURLToPath(new URL('../core/src/index.ts', import.meta.url)), '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { port: 5174, proxy: { '/api': api } },
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 800,
    // Without this polyfill no inline script is needed, which the server's CSP would refuse.
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { index: 'index.html', display: 'display.html' },
      output: { manualChunks: (id) => (/node_modules\/(@vue|vue|vue-router)\//.test(id) ? 'vue' : undefined) },
    },
  },
})
