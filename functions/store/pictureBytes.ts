/** WHERE THE BYTES OF PICTURES ARE: in the database (GridFS), or in an object store where a deployment has one. */
import { type Db, GridFSBucket } from 'mongodb';
import { dropObject, getObject, type ObjectStore, putObject } from './objectStore';

/** A picture's name is the hash of its bytes. */
export interface PictureBytes {
  put(hash: string, bytes: Uint8Array): Promise<void>;
  get(hash: string): Promise<Buffer | null>;
  drop(hash: string): Promise<void>;
}

/** Two who write the same ones at once leave two copies, which go together. */
export function inDatabase(db: Db): PictureBytes {
  const bucket = new GridFSBucket(db, { bucketName: 'pictures' });
  return {
    async put(hash, bytes) {
      if (await bucket.find({ filename: hash }).limit(1).hasNext()) return;
      await new Promise<void>((resolve, reject) => {
        const stream = bucket.openUploadStream(hash);
        stream.once('error', reject).once('finish', () => resolve());
        stream.end(bytes);
      });
    },
    async get(hash) {
      const [file] = await bucket.find({ filename: hash }).limit(1).toArray();
      if (!file) return null;
      const chunks: Buffer[] = [];
      for await (const chunk of bucket.openDownloadStream(file._id)) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    },
    async drop(hash) {
      for (const file of await bucket.find({ filename: hash }).toArray()) await bucket.delete(file._id);
    },
  };
}

/** What was kept in the database before there was an object store is still given from there, and goes from there too. */
export function inObjectStore(store: ObjectStore, before: PictureBytes): PictureBytes {
  const nameOf = (hash: string) => `pictures/${hash}.webp`;
  return {
    put: (hash, bytes) => putObject(store, nameOf(hash), bytes),
    async get(hash) {
      const found = await getObject(store, nameOf(hash)).catch(async (error: unknown) => {
        // To a key that may not list the bucket, S3 answers 403 for what is not there.
        const older = await before.get(hash);
        if (!older) throw error;
        return older;
      });
      return found ?? before.get(hash);
    },
    async drop(hash) {
      await dropObject(store, nameOf(hash));
      await before.drop(hash);
    },
  };
}
