const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
/** 1 January 1980, the earliest that a zip can say. */
const FIXED_DATE = 0x21;
const FIXED_TIME = 0;

const endOffset = (view: DataView): number => {
  for (let offset = view.byteLength - 22; offset >= 0; offset -= 1)
    if (view.getUint32(offset, true) === END_OF_DIRECTORY) return offset;
  throw new RangeError('not a zip archive');
};

/**
 * Sets the time of every entry of a zip archive to one fixed moment, in the directory and in the local headers, so
 * that what was packed decides the bytes and the clock does not.
 * @returns a copy
 */
export const withFixedTimes = (archive: Uint8Array): Uint8Array => {
  const bytes = archive.slice();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOffset(view);
  const entries = view.getUint16(end + 10, true);
  let offset = view.getUint32(end + 16, true);
  for (let entry = 0; entry < entries; entry += 1) {
    if (view.getUint32(offset, true) !== DIRECTORY_ENTRY) throw new RangeError('not a zip directory');
    view.setUint16(offset + 12, FIXED_TIME, true);
    view.setUint16(offset + 14, FIXED_DATE, true);
    const local = view.getUint32(offset + 42, true);
    view.setUint16(local + 10, FIXED_TIME, true);
    view.setUint16(local + 12, FIXED_DATE, true);
    const variable =
      view.getUint16(offset + 28, true) +
      view.getUint16(offset + 30, true) +
      view.getUint16(offset + 32, true);
    offset += 46 + variable;
  }
  return bytes;
};
