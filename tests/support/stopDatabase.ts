/** Jest global teardown: ends what startDatabase started. */
import './startDatabase';

export default async function stopDatabase(): Promise<void> {
  await globalThis.pinkanTestDatabase?.stop();
}
