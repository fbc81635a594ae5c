import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  resolve: {
    // nats.ws mentions Node's crypto for a Node-only path; the browser has its own.
    alias: { crypto: new URL('./src/lib/empty.ts', import.meta.url).pathname },
  },
  build: {
    target: 'es2023',
    sourcemap: true,
    modulePreload: { polyfill: false },
  },
});
