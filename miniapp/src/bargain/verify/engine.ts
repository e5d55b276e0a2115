/**
 * What the hashing code asks of an engine and old phones have not: BigInt, in which it counts the bits of what it hashes. So
 * few fit a number as well. Imported before that code.
 */
const UINT32 = 2 ** 32;

if (typeof BigInt === 'undefined') {
  Object.assign(globalThis, { BigInt: Number });
  DataView.prototype.setBigUint64 = function (at: number, value: bigint, littleEndian?: boolean) {
    const [high, low] = [Math.floor(Number(value) / UINT32), Number(value) % UINT32];
    this.setUint32(at, littleEndian ? low : high, littleEndian);
    this.setUint32(at + 4, littleEndian ? high : low, littleEndian);
  };
}
