/** What every use case is given: the store, the clock, WeChat, and the deployment's settings. */
import type { MessageTemplates } from '../../shared/domain/message';
import type { Withholding } from '../../shared/domain/withholding';
import type { Ms } from '../../shared/time';
import type {
  AfterSaleDoc,
  BargainDoc,
  CampaignDoc,
  Collections,
  CommissionDoc,
  GroupDoc,
  IntentDoc,
  OrderDoc,
  RefundDoc,
  WithdrawalDoc,
} from '../store/collections';
import type { MessageState } from '../wechat/edition';
import type { PayClient } from '../wechat/pay';
import type { PaymentAccount } from '../wechat/paymentAccount';

export interface Log {
  info(detail: object, message: string): void;
  warn(detail: object, message: string): void;
  error(detail: object, message: string): void;
}

/** The documents that have an outbox. */
export interface Outboxes {
  orders: OrderDoc;
  groups: GroupDoc;
  bargains: BargainDoc;
  afterSales: AfterSaleDoc;
  refunds: RefundDoc;
  commissions: CommissionDoc;
  campaigns: CampaignDoc;
  withdrawals: WithdrawalDoc;
}

export type OutboxName = keyof Outboxes;

export const OUTBOXES = [
  'campaigns',
  'orders',
  'groups',
  'bargains',
  'afterSales',
  'refunds',
  'commissions',
  'withdrawals',
] as const satisfies readonly OutboxName[];

/** A document that was changed, and whose outbox is drained next. */
export type Touched = { [N in OutboxName]: { readonly name: N; readonly doc: Outboxes[N] } }[OutboxName];

export interface App {
  readonly store: Collections;
  /** The time that every decision of a request is made with. */
  readonly now: () => Ms;
  /** Real time gone by since some moment, for budgets only. */
  readonly stopwatch: () => Ms;
  /** Commissions that are released together, in one transaction. */
  readonly releaseBatch: number;
  readonly log: Log;
  readonly settings: {
    readonly appid: string;
    readonly appSecret: string;
    readonly publicBaseUrl: string;
    readonly wechatApiBase: string;
    readonly wechatPayApiBase: string;
    readonly jwtSecret: string;
    readonly shareSecret: string;
    readonly cronSecret: string;
    readonly dataSecret: string;
    readonly templates: MessageTemplates;
    /** Which of the app's editions messages, codes, links and cards open. */
    readonly messageState: MessageState;
    /** What WeChat signs its pushes with; without it none is taken. */
    readonly pushToken: string | undefined;
    /** How many levels a policy may pay. */
    readonly commissionLevels: 1 | 2;
    readonly withholding: Withholding;
    /** So many days visits are kept one by one; what they came to is kept for good. */
    readonly visitDays: number;
  };
  /** Does what follows from the events of these documents (`usecases/drain.ts`), for three seconds at most. */
  readonly drain: (touched: readonly Touched[]) => Promise<void>;
  /** Makes a call to WeChat now instead of at cron's next run (`usecases/intent.ts`). Never throws: cron tries again. */
  readonly callNow: (intent: IntentDoc) => Promise<void>;
  /** Payment accounts with their keys opened, kept for a few minutes; `again`: as they are now. */
  readonly payOf: (
    paymentAccountId: string,
    how?: 'again',
  ) => Promise<{ account: PaymentAccount; pay: PayClient } | null>;
}

/** What a part of cron may take on. */
export interface Bounds {
  readonly limit: number;
  /** True once its time is over: what is left is for the next run. */
  readonly over: () => boolean;
}
