export { createServer } from './create-server.ts';
export { stdioTransport } from './stdio-transport.ts';
