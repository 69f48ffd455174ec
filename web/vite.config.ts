/** Builds the portal: one entry for staff, and a small one of its own for patients. */
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** In development, sends each page's paths to its entry, as the static server does in production. */
const pages: Plugin = {
  name: 'clinic-pages',
  configureServer(server) {
    server.middlewares.use((request, _response, next) => {
      const path = (request.url ?? '').split('?')[0] ?? '';
      if (path.startsWith('/patient/') || path === '/verify') request.url = '/patient.html';
      next();
    });
  },
};

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react(), pages],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // The content security policy allows no data: fonts or images.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        staff: `${import.meta.dirname}/index.html`,
        patient: `${import.meta.dirname}/patient.html`,
      },
      output: {
        codeSplitting: { groups: [{ name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// }] },
      },
    },
  },
  server: { proxy: { '/api': { target: 'http://127.0.0.1:7071' } } },
});
