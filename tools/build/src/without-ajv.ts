import type { Plugin } from 'esbuild';

/**
 * Leaves ajv out of the bundles: 127 KB that the MCP SDK loads at every start, and uses only to check the answers to
 * forms (elicitation), which no tool of ours sends. One that does must hand the SDK a validator of its own; until then
 * such an answer is refused aloud, never taken unchecked.
 */
export const withoutAjv: Plugin = {
  name: 'without-ajv',
  setup(build) {
    build.onResolve({ filter: /\/ajv-provider\.js$/ }, () => ({
      path: 'ajv-provider',
      namespace: 'without-ajv',
    }));
    build.onLoad({ filter: /.*/, namespace: 'without-ajv' }, () => ({
      contents: `export class AjvJsonSchemaValidator {
        getValidator() { throw new Error('No validator for forms is bundled: give the server one of its own.'); }
      }`,
    }));
  },
};
