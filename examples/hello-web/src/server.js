import { createApp } from './app.js';
import { log, paint } from './log.js';

const slowMs = 200;
const memoryWarningMb = 400;

const { server, stats } = createApp({
  pageDirectory: new URL('./page/', import.meta.url),
  onRequest({ method, path, status, milliseconds }) {
    const took = `${milliseconds.toFixed(1)} ms`;
    const level =
      status >= 500 ? 'error' : status >= 400 || milliseconds > slowMs ? 'warn' : 'info';
    log(level, `${method} ${path} ${paint(status < 400 ? 'ok' : 'warn', status)} ${took}`);
  },
});

server.on('error', (error) => {
  log('error', `The server stopped: ${error.message}`);
  process.exitCode = 1;
});

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  log('ok', `Listening on http://127.0.0.1:${server.address().port}/`);
});

const heartbeat = setInterval(() => {
  const { served, failed, recent, p95Ms, uptimeSeconds, memoryMb } = stats.take();
  const figures = [
    `up ${uptimeSeconds} s`,
    `${served} served`,
    `${failed} failed`,
    `${recent} in the last second, p95 ${p95Ms.toFixed(1)} ms`,
    `${memoryMb} MB`,
  ];
  log(memoryMb > memoryWarningMb ? 'warn' : 'debug', figures.join(', '));
}, 1000);

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    log('warn', `${signal}: finishing open requests`);
    clearInterval(heartbeat);
    server.close(() => log('ok', 'Stopped'));
    server.closeIdleConnections();
  });
}
