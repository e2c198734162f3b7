/** The least an MCP server can be: a hand-written loop with one tool. Printed to a file and run as plain JavaScript. */
export const stdioLoop = `
import { createInterface } from 'node:readline';
const tool = { name: 'review', description: 'x', inputSchema: { type: 'object', properties: {}, additionalProperties: false } };
const say = (id, result) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result }) + '\\n');
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method } = JSON.parse(line);
  if (method === 'initialize') say(id, { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'loop', version: '0' } });
  else if (method === 'tools/list') say(id, { tools: [tool] });
  else if (id !== undefined) process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32601, message: 'unknown' } }) + '\\n');
});
`;
