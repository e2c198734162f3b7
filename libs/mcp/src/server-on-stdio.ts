export { createServer } from './create-server.ts';
export { serveStdio } from './serve-stdio.ts';
