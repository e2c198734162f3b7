import * as z from 'zod';
import { type AgentTool, defineFunctionTool, failed, succeeded } from '../agent-tool.ts';
import { FileRefusal } from '../files/file-refusal.ts';
import { imageType, isWholeImage } from '../files/image-kind.ts';
import type { WorkspaceFiles } from '../files/workspace-files.ts';
import { viewImageSpec } from './specs/view-image.ts';

const maxBytes = 5 * 1024 * 1024;

/** Shows the model an image of the workspace: PNG, JPEG, GIF or WebP, told by its first bytes, at most 5 MiB. */
export function createViewImageTool(files: WorkspaceFiles): AgentTool {
  return defineFunctionTool({
    spec: viewImageSpec,
    effects: 'none',
    input: z.object({ path: z.string() }),
    describe: ({ path }) => `looks at ${path}`,
    async run({ path }, { signal }) {
      try {
        const { bytes, size } = files.read(await files.readable(path, signal), maxBytes);
        if (size > maxBytes)
          return failed(`${path} is too large to be shown: ${size} bytes, at most ${maxBytes}`);
        const type = imageType(bytes);
        if (type === null) return failed(`${path} is no PNG, JPEG, GIF or WebP image`);
        if (!isWholeImage(bytes, type))
          return failed(`${path} is damaged: the image breaks off before its end`);
        const url = `data:${type};base64,${bytes.toString('base64')}`;
        return succeeded([{ type: 'input_image', image_url: url }]);
      } catch (error) {
        if (error instanceof FileRefusal) return failed(error.message);
        throw error;
      }
    },
  });
}
