import { createHash } from 'node:crypto';

/** SHA-256 of a stream of bytes, hexadecimal. */
export const sha256Hex = async (
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
};
