import { createHash } from "node:crypto";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import uniPlugin from "@dcloudio/vite-plugin-uni";
import { VitePWA } from "vite-plugin-pwa";

// The plugin is CommonJS: under ESM its function arrives as `default` of the default.
const uni = (uniPlugin as unknown as { default?: typeof uniPlugin }).default ?? uniPlugin;
const h5 = (process.env["UNI_PLATFORM"] ?? "h5") === "h5";

const shell = VitePWA({
  filename: "sw.js",
  injectRegister: null, // registered by src/platform.h5.ts, so that the page needs no inline script
  manifest: {
    name: "健康通行码 Health Pass",
    short_name: "健康通行码",
    description: "扫场所码，看通行结果。Scan a venue code and see whether you may pass.",
    lang: "zh-CN",
    start_url: "/",
    scope: "/",
    display: "standalone",
    background_color: "#f3f5f7",
    theme_color: "#0b4f9e",
    icons: [
      { src: "/static/icon-192.png", sizes: "192x192", type: "image/png", purpose: "any" },
      { src: "/static/icon-512.png", sizes: "512x512", type: "image/png", purpose: "any" },
      { src: "/static/icon-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
  },
  workbox: {
    globPatterns: ["**/*.{html,js,css,svg,png,wasm}"],
    maximumFileSizeToCacheInBytes: 3_000_000,
    navigateFallback: "/index.html",
    navigateFallbackAllowlist: [/^\/$/, /^\/v\//],
    cleanupOutdatedCaches: true,
    skipWaiting: true,
    clientsClaim: true,
  },
});

/**
 * The framework names chunks after their path; one that lies above this folder would begin with dots, and the import
 * of such a name is no path any more.
 */
const plainChunkNames: Plugin = {
  name: "plain-chunk-names",
  outputOptions(options) {
    const named = options.chunkFileNames;
    return {
      ...options,
      chunkFileNames: (chunk) => {
        const name = typeof named === "function" ? named(chunk) : named ?? "assets/[name].[hash].js";
        return name.replace(/\/(?:\.\.-)+(?:node_modules-)?/, "/");
      },
    };
  },
};

/** The framework's styles name a picture on its maker's server; nothing here is fetched from elsewhere. */
const noForeignPictures: Plugin = {
  name: "no-foreign-pictures",
  generateBundle(_, bundle) {
    for (const asset of Object.values(bundle)) {
      if (asset.type === "asset" && asset.fileName.endsWith(".css")) {
        asset.source = String(asset.source).replace(/url\(["']?https?:[^)]*\)/g, "none");
      }
    }
  },
};

/** A mini-program puts a node of its own around each component, which the sheets do not know: have it left out. */
const noHostNodes: Plugin = {
  name: "no-host-nodes",
  enforce: "pre",
  transform: (code, id) =>
    /\/components\/[^/]+\.vue$/.test(id)
      ? code.replace(/<script setup lang="ts">/, '$&\ndefineOptions({ options: { virtualHost: true } });')
      : null,
};

/**
 * The framework numbers the components of a template after the hash of its path on this machine. Its path in the project
 * does as well, and a build in another folder is the same.
 */
const mobile = fileURLToPath(new URL(".", import.meta.url));
const numberByPathInProject = (node: { type: number }, context: { filename: string; hashId: string | null }): void => {
  const root = node.type === 0;
  if (root) context.hashId = createHash("sha256").update(relative(mobile, context.filename)).digest("hex").slice(0, 8);
};
const templates = { compilerOptions: { nodeTransforms: [numberByPathInProject as never] } };

export default defineConfig({
  base: "/",
  plugins: [uni(h5 ? {} : { vueOptions: { template: templates } }), ...(h5 ? [plainChunkNames, noForeignPictures, shell] : [noHostNodes])],
  server: { port: Number(process.env["PORT"] ?? 5173), proxy: { "/api": process.env["API"] ?? "http://127.0.0.1:8000" } },
  build: { target: "es2018", sourcemap: false, assetsInlineLimit: 0 },
});
