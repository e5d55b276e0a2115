import { mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  BooksOf,
  Memory,
  Merchant,
  OperatingAccount,
  Person,
  PlatformCertificate,
  SessionKey,
  StoredNotification,
  StoredRefund,
  StoredShipping,
  StoredTransaction,
  StoredTransfer,
  Template,
} from './types';

/** What a line of the books may say. Each is the whole new value; the last one counts. */
interface Kinds {
  merchant: Merchant;
  certificate: PlatformCertificate;
  person: Person;
  sessionKey: SessionKey;
  template: Template;
  transaction: StoredTransaction;
  refund: StoredRefund;
  transfer: StoredTransfer;
  operating: OperatingAccount;
  notification: StoredNotification;
  shipping: StoredShipping;
  /** Forgets transactions, refunds, transfers, operating accounts, reports and notifications; merchants, certificates, people and templates stay. */
  reset: { at: number };
}

export interface Books {
  merchants: Map<string, Merchant>;
  /** By serial. */
  certificates: Map<string, PlatformCertificate>;
  people: Map<string, Person>;
  /** By the person's id. */
  sessionKeys: Map<string, string>;
  templates: Map<string, Template>;
  notifications: Map<string, StoredNotification>;
  /** By transaction id. */
  shippings: Map<string, StoredShipping>;
  transaction(mchid: string, outTradeNo: string): StoredTransaction | undefined;
  byPrepayId(prepayId: string): StoredTransaction | undefined;
  byTransactionId(mchid: string, transactionId: string): StoredTransaction | undefined;
  refund(mchid: string, outRefundNo: string): StoredRefund | undefined;
  refundsOf(transaction: StoredTransaction): StoredRefund[];
  processingRefunds(): StoredRefund[];
  transfer(mchid: string, outBillNo: string): StoredTransfer | undefined;
  byPackage(packageInfo: string): StoredTransfer | undefined;
  /** Those that have not come to their end. */
  movingTransfers(): StoredTransfer[];
  operating(mchid: string): OperatingAccount | undefined;
  of(mchid: string): BooksOf;
  /** Everything that a reset forgets. */
  memory(): Memory;
  /** Takes a new value at once in memory; it is durable when committed() resolves. */
  put<K extends keyof Kinds>(kind: K, value: Kinds[K]): void;
  /** Resolves when everything put so far is on the disk. Nothing may be answered before. */
  committed(): Promise<void>;
  close(): Promise<void>;
}

const key = (mchid: string, no: string) => `${mchid}/${no}`;

/** Opens (or begins) the books in a folder: one append-only file of JSON lines, written with one fdatasync a batch. */
export async function openBooks(dataDir: string): Promise<Books> {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, 'books.jsonl');
  const file: FileHandle = await open(path, 'a', 0o600);

  const merchants = new Map<string, Merchant>();
  const certificates = new Map<string, PlatformCertificate>();
  const people = new Map<string, Person>();
  const sessionKeys = new Map<string, string>();
  const templates = new Map<string, Template>();
  const notifications = new Map<string, StoredNotification>();
  const shippings = new Map<string, StoredShipping>();
  const transactions = new Map<string, StoredTransaction>();
  const refunds = new Map<string, StoredRefund>();
  const prepayIds = new Map<string, string>();
  const transactionIds = new Map<string, string>();
  const refundNos = new Map<string, Set<string>>();
  const processing = new Set<string>();
  const transfers = new Map<string, StoredTransfer>();
  const packages = new Map<string, string>();
  const moving = new Set<string>();
  const operating = new Map<string, OperatingAccount>();

  function applyTransaction(value: StoredTransaction) {
    const id = key(value.mchid, value.outTradeNo);
    transactions.set(id, value);
    prepayIds.set(value.prepayId, id);
    if (value.transactionId) transactionIds.set(key(value.mchid, value.transactionId), id);
  }
  function applyRefund(value: StoredRefund) {
    const id = key(value.mchid, value.outRefundNo);
    const order = key(value.mchid, value.outTradeNo);
    refunds.set(id, value);
    refundNos.set(order, (refundNos.get(order) ?? new Set()).add(id));
    if (value.status === 'PROCESSING') processing.add(id);
    else processing.delete(id);
  }
  function applyTransfer(value: StoredTransfer) {
    const id = key(value.mchid, value.outBillNo);
    transfers.set(id, value);
    packages.set(value.packageInfo, id);
    if (value.state === 'SUCCESS' || value.state === 'FAIL' || value.state === 'CANCELLED') moving.delete(id);
    else moving.add(id);
  }
  function applyReset() {
    const ofPayments = [transactions, refunds, prepayIds, transactionIds, refundNos];
    for (const map of [...ofPayments, transfers, packages, operating, notifications, shippings]) map.clear();
    processing.clear();
    moving.clear();
  }
  const apply: { [K in keyof Kinds]: (value: Kinds[K]) => void } = {
    merchant: (value) => void merchants.set(value.mchid, value),
    certificate: (value) => void certificates.set(value.serial, value),
    person: (value) => void people.set(value.id, value),
    sessionKey: ({ personId, key: newest }) => void sessionKeys.set(personId, newest),
    template: (value) => void templates.set(value.id, value),
    transaction: applyTransaction,
    refund: applyRefund,
    transfer: applyTransfer,
    operating: (value) => void operating.set(value.mchid, value),
    notification: (value) => void notifications.set(value.id, value),
    shipping: (value) => void shippings.set(value.transactionId, value),
    reset: applyReset,
  };

  function reload() {
    const text = readFileSync(path, 'utf8');
    const end = text.lastIndexOf('\n') + 1;
    // A line without its end was being written when the process died: nobody was answered, so it never happened.
    if (end < text.length) truncateSync(path, Buffer.byteLength(text.slice(0, end)));
    for (const line of text.slice(0, end).split('\n')) {
      if (line === '') continue;
      const { kind, value } = JSON.parse(line) as { kind: keyof Kinds; value: never };
      apply[kind](value);
    }
  }
  reload();

  let waiting: string[] = [];
  let lastBatch: Promise<void> = Promise.resolve();
  let nextBatch: Promise<void> | undefined;
  async function writeBatch() {
    nextBatch = undefined;
    const lines = waiting;
    waiting = [];
    await file.write(lines.join(''));
    await file.datasync();
  }

  const found = (id: string | undefined) => (id === undefined ? undefined : transactions.get(id));
  const books: Books = {
    merchants,
    certificates,
    people,
    sessionKeys,
    templates,
    notifications,
    shippings,
    transaction: (mchid, outTradeNo) => transactions.get(key(mchid, outTradeNo)),
    byPrepayId: (prepayId) => found(prepayIds.get(prepayId)),
    byTransactionId: (mchid, transactionId) => found(transactionIds.get(key(mchid, transactionId))),
    refund: (mchid, outRefundNo) => refunds.get(key(mchid, outRefundNo)),
    refundsOf: ({ mchid, outTradeNo }) =>
      [...(refundNos.get(key(mchid, outTradeNo)) ?? [])].flatMap((id) => refunds.get(id) ?? []),
    processingRefunds: () => [...processing].flatMap((id) => refunds.get(id) ?? []),
    transfer: (mchid, outBillNo) => transfers.get(key(mchid, outBillNo)),
    byPackage: (packageInfo) => transfers.get(packages.get(packageInfo) ?? ''),
    movingTransfers: () => [...moving].flatMap((id) => transfers.get(id) ?? []),
    operating: (mchid) => operating.get(mchid),
    of: (mchid) => ({
      mchid,
      transactions: [...transactions.values()].filter((one) => one.mchid === mchid),
      refunds: [...refunds.values()].filter((one) => one.mchid === mchid),
      transfers: [...transfers.values()].filter((one) => one.mchid === mchid),
    }),
    memory: () => ({
      transactions: [...transactions.values()],
      refunds: [...refunds.values()],
      transfers: [...transfers.values()],
      operating: [...operating.values()],
      notifications: [...notifications.values()],
      shippings: [...shippings.values()],
    }),
    put(kind, value) {
      apply[kind](value);
      waiting.push(`${JSON.stringify({ kind, value })}\n`);
    },
    committed() {
      if (waiting.length === 0 && !nextBatch) return lastBatch;
      if (!nextBatch) nextBatch = lastBatch = lastBatch.then(writeBatch);
      return nextBatch;
    },
    async close() {
      await books.committed();
      await file.close();
    },
  };
  return books;
}
