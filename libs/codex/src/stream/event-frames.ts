import { UpstreamError } from '@codex-pro/runtime';
import { createParser } from 'eventsource-parser';

/** The longest event accepted, in UTF-16 characters: an image in an item takes megabytes, a lie takes more. */
export const maxEventCharacters = 32 * 1024 * 1024;
/** The longest response accepted, in bytes as they come from the socket. */
export const maxResponseBytes = 64 * 1024 * 1024;

export interface EventFrames {
  /** Takes bytes as they come, cut anywhere, and gives the `data` of each event that they complete. */
  feed(bytes: Uint8Array): readonly string[];
}

/**
 * The framing of an event stream (WHATWG HTML 9.2.6). Comments, `event:`, `id:` and `retry:` lines are passed over:
 * a Codex event is named inside its data. Throws UpstreamError `upstream_failed` past either bound.
 */
export function createEventFrames(): EventFrames {
  const decoder = new TextDecoder('utf-8');
  let complete: string[] = [];
  let received = 0;
  let tooLong = false;
  const parser = createParser({
    maxBufferSize: maxEventCharacters,
    onEvent: (event) => complete.push(event.data),
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') tooLong = true;
    },
  });
  return {
    feed(bytes) {
      received += bytes.length;
      if (received > maxResponseBytes) throw tooMuch('a response', maxResponseBytes);
      complete = [];
      parser.feed(decoder.decode(bytes, { stream: true }));
      if (tooLong || complete.some((data) => data.length > maxEventCharacters)) {
        throw tooMuch('one event', maxEventCharacters);
      }
      return complete;
    },
  };
}

function tooMuch(what: string, bound: number): UpstreamError {
  return new UpstreamError(
    'upstream_failed',
    `The backend sent ${what} of more than ${bound / 1024 / 1024} MiB, which no answer needs. The call was ended.`,
    {
      hint: 'Ask for less in one call; if that does not help, the backend or a proxy before it is at fault.',
    },
  );
}
