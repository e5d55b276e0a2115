/**
 * THE WHOLE SCHEMA: every collection, its document, and its indexes, each with the query that it serves.
 * Times are ms since 1970 except where a TTL index needs a Date; amounts are fen.
 */
import type { Collection, Db, IndexDescription, MongoClient } from 'mongodb';
import type { Output } from '../../shared/contracts/contracts';
import type { Role } from '../../shared/contracts/endpoint';
import type { PicturePurpose } from '../../shared/contracts/media';
import type { AfterSaleEvent, AfterSaleState } from '../../shared/domain/afterSale';
import type { Bargain, BargainTerms, Help } from '../../shared/domain/bargain';
import type { BargainMeasures } from '../../shared/domain/bargainFigures';
import type { CampaignEvent, CampaignState } from '../../shared/domain/campaign';
import type { CampaignMeasures } from '../../shared/domain/campaignFigures';
import type {
  Attribution,
  CommissionEvent,
  CommissionPolicy,
  CommissionState,
  Grade,
  Level,
  OwnPolicy,
} from '../../shared/domain/commission';
import type { Consent } from '../../shared/domain/consent';
import type { LoginCode } from '../../shared/domain/deskSignIn';
import type { Flow } from '../../shared/domain/finance';
import type { FigureRow } from '../../shared/domain/fission';
import type { Forecast } from '../../shared/domain/forecast';
import type { FreightTemplate } from '../../shared/domain/freight';
import type { Group, GroupBuyTerms, Seat, SeatRefusal } from '../../shared/domain/groupBuy';
import type { JournalKind, Posting, Tally, WalletBooks } from '../../shared/domain/ledger';
import type { Invite } from '../../shared/domain/member';
import type { MessageKind, MessageValues } from '../../shared/domain/message';
import type { AfterSaleWords, OrderEvent, OrderState } from '../../shared/domain/order';
import type { Pieces } from '../../shared/domain/orderLines';
import type { Limits } from '../../shared/domain/platform';
import type { DaySums, Difference } from '../../shared/domain/reconciliation';
import type { Binding, ReferralPolicy } from '../../shared/domain/referral';
import type { RefundEvent, RefundState } from '../../shared/domain/refund';
import type { RiskRules } from '../../shared/domain/risk';
import type { SoldDay } from '../../shared/domain/today';
import type { Channel } from '../../shared/domain/visit';
import type { PayoutRules, WithdrawalEvent, WithdrawalState } from '../../shared/domain/withdrawal';
import type { Bps, Fen } from '../../shared/money';
import type { RefusalCode } from '../../shared/refusals';
import type { Ms } from '../../shared/time';
import { inDatabase, type PictureBytes } from './pictureBytes';

/** An event that waits in its document until what follows from it has been done. */
export interface Queued<E> {
  readonly id: string;
  readonly event: E;
  readonly tries?: number;
}

/** A document with an outbox. `drainAt`: until then somebody is draining it; present exactly while the outbox is not empty. */
export interface Outboxed<E> {
  readonly outbox: readonly Queued<E>[];
  readonly drainAt?: Ms | undefined;
}

/** A document that only `change()` writes. */
export interface Lifecycle<E> extends Outboxed<E> {
  readonly _id: string;
  readonly version: number;
}

export interface MerchantDoc {
  readonly _id: string;
  readonly name: string;
  readonly caption: string;
  readonly logo: string;
  /** That new orders are paid to; absent until an owner of a shop that the platform has opened gives one. */
  readonly paymentAccountId?: string | undefined;
  readonly categories: readonly { readonly id: string; readonly name: string }[];
  /** 客服电话, shown where there is no WeChat to write to. */
  readonly servicePhone?: string | undefined;
  /** The highest rank that a product was given when it was made; absent where none was made by a member. */
  readonly lastRank?: number | undefined;
  /** The colour of its buttons and prices; the app's own where it is left out. */
  readonly accent?: string | undefined;
  /** 公告 */
  readonly notice?: string | undefined;
  /** Editions of what is set at once; none where nobody has changed it yet. */
  readonly settings?: { readonly [S in SettingsSection]?: number | undefined } | undefined;
  readonly afterSaleDays: number;
  /** Days from shipping until an order counts as received. */
  readonly receiptDays: number;
  readonly freight: readonly FreightTemplate[];
  readonly pickupPoints: readonly PickupPoint[];
  /** Where goods are sent back to. */
  readonly returnTo?: { readonly name: string; readonly phone: string; readonly address: string } | undefined;
  readonly commission: CommissionEdition;
  /** The editions before it, oldest first. */
  readonly commissionHistory?: readonly CommissionEdition[] | undefined;
  /** Whom a share binds, and for how long. The editions before it are kept, oldest first. */
  readonly referral: PolicyEdition;
  readonly referralHistory?: readonly PolicyEdition[] | undefined;
  /** No money is paid out since then; sales go on. Nothing lifts it by itself. */
  readonly payoutStop?: PayoutStop | undefined;
  readonly payoutStopHistory?: readonly (PayoutStop & { readonly lifted: Said })[] | undefined;
  /** What promoters may withdraw, and when the shop looks first; what stands in the rules where it is left out. */
  readonly payout?: PayoutRules | undefined;
  readonly risk?: RiskRules | undefined;
  /** Since then its books are audited every night. */
  readonly auditedSince?: Ms | undefined;
  /** The newest day whose journals are counted (`financeDays`); it and all before it are over for good. */
  readonly financeTo?: string | undefined;
  /** When an operator of the platform opened it; absent where a script did. */
  readonly openedAt?: Ms | undefined;
  /** By an operator of the platform: it sells nothing new. */
  readonly frozen?: Said | undefined;
  /** The freezes that were lifted, oldest first. */
  readonly freezes?: readonly (Said & { readonly lifted: Said })[] | undefined;
  /** How much it may have; what is usual where no operator has said otherwise. */
  readonly limits?: (Limits & { readonly version: number }) | undefined;
  /** What was last decided of each person who works here, or did; memberships follow it (`store/member.ts`). */
  readonly staff?: readonly StaffEntry[] | undefined;
}

/** Since when it holds, and which member of the shop said so; neither of the one that a shop begins with. */
export interface CommissionEdition extends CommissionPolicy {
  readonly at?: Ms | undefined;
  readonly by?: string | undefined;
}

/** What a product or campaign pays of its own. `rates` null: it was taken back, and the shop's policy counts again. */
export interface OwnCommission {
  readonly rates: OwnPolicy['rates'] | null;
  /** Rises with every change, so that no number names two editions. */
  readonly version: number;
  readonly at: Ms;
  readonly by: string;
}

export interface PayoutStop {
  /** Moves with every further cause: who lifts it has seen them all. */
  readonly since: Ms;
  /** Oldest first. */
  readonly causes: readonly PayoutStopCause[];
}

/**
 * reconciliation: that day differs from WeChat's bills · audit: the books differ from themselves · transfer: WeChat paid what
 * had been given back or sent anew.
 */
export interface PayoutStopCause {
  readonly since: Ms;
  readonly reason: 'reconciliation' | 'audit' | 'transfer';
  readonly date: string;
  /** The payment account whose bills differ, or the withdrawal. */
  readonly about?: string | undefined;
}

/** Which member, or operator of the platform, said what, and when. */
export interface Said {
  readonly by: string;
  readonly at: Ms;
  readonly reason: string;
}

/** Since when it holds, and which member of the shop said so; neither of the one that a shop begins with. */
export interface PolicyEdition extends ReferralPolicy {
  readonly at?: Ms | undefined;
  readonly by?: string | undefined;
}

export interface PickupPoint {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly hours: string;
  readonly phone: string;
}

/** What a shop sets at once. */
export type SettingsSection = 'face' | 'policies' | 'freight' | 'pickUp' | 'categories';

/** Secrets are encrypted at rest (`store/paymentAccount.ts`). */
export interface PaymentAccountDoc {
  readonly _id: string;
  readonly merchantId: string;
  readonly mchid: string;
  readonly appid: string;
  readonly serialNo: string;
  readonly privateKey: string;
  readonly apiV3Key: string;
  /** Rises with every change of keys; 0 before the first. */
  readonly version?: number | undefined;
  /** WeChat has signed an answer for these keys then. */
  readonly checkedAt?: Ms | undefined;
  /** While the key is changed, and since when WeChat is known to use it. */
  readonly nextApiV3Key?: string | undefined;
  readonly nextKeyUsedAt?: Ms | undefined;
  /** WeChat Pay's public key; absent where it signs with certificates alone. */
  readonly publicKeyId?: string | undefined;
  readonly publicKey?: string | undefined;
  /** By serial; absent where it signs with a public key alone. */
  readonly platformCertificates?:
    | Readonly<Record<string, { readonly certificate: string; readonly from: Ms; readonly until: Ms }>>
    | undefined;
  /** When they are looked at next, and were last. */
  readonly certificatesDueAt?: Ms | undefined;
  readonly certificatesAskedAt?: Ms | undefined;
  /** The newest day that is laid out for the reconciliation. */
  readonly reconciledTo?: string | undefined;
}

/** Who may work for a merchant; `_id` is merchant/person. */
export interface MembershipDoc {
  readonly _id: string;
  readonly merchantId: string;
  readonly userId: string;
  readonly role: Role;
}

/** `role` null: was removed. */
export interface StaffEntry {
  readonly userId: string;
  readonly role: Role | null;
  /** The invites that this person came by: each brings them once. */
  readonly inviteIds?: readonly string[] | undefined;
}

/** Somebody may come to work for a merchant. Written only by guarded updates. */
export interface InviteDoc extends Invite {
  readonly _id: string;
  readonly merchantId: string;
  /** SHA-256 of what stands in the link. */
  readonly code: string;
  readonly role: Role;
  /** The owner who invites, or an operator of the platform. */
  readonly by: string;
  readonly byPlatform?: true | undefined;
  readonly createdAt: Ms;
}

/** One call that changed something of a shop, or was refused. `_id` is derived from the request's number. */
export interface ChangeLogDoc {
  readonly _id: string;
  readonly merchantId: string;
  readonly userId: string;
  /** As what the caller called: a member of the shop, or an operator of the platform. */
  readonly role: Role | 'platform';
  readonly endpoint: string;
  readonly noun: string;
  readonly about: string;
  /** JSON, cut where it is long, without what its contract hides. */
  readonly input: string;
  /** begun: it died under way. `internal`: it ended in a fault of ours. */
  readonly outcome: 'begun' | 'done' | RefusalCode;
  readonly at: Ms;
}

export interface Sku {
  readonly id: string;
  readonly name: string;
  readonly price: Fen;
  /** What one piece costs the shop. */
  readonly cost?: Fen | undefined;
  /** Grams of one piece. */
  readonly weight?: number | undefined;
  /** No longer sold; orders and groups keep it. */
  readonly archived?: boolean | undefined;
}

export interface ProductDoc {
  readonly _id: string;
  readonly merchantId: string;
  readonly categoryId: string;
  readonly title: string;
  readonly caption: string;
  readonly description: string;
  readonly pictures: readonly string[];
  readonly promises: readonly string[];
  readonly skus: readonly Sku[];
  readonly status: 'onSale' | 'archived';
  /** How often it was saved; left out where it never was since it was made. */
  readonly version?: number | undefined;
  /** By whom it was saved last, when, and by which request with which wish; absent where a script did. */
  readonly saved?:
    | { readonly by: string; readonly at: Ms; readonly requestId: string; readonly digest: string }
    | undefined;
  /** The shop's freight template; without one it is delivered free of charge. */
  readonly freightId?: string | undefined;
  /** Days after receipt in which money back can be asked for; the shop's where it is left out. */
  readonly afterSaleDays?: number | undefined;
  /** What it is found by (`shared/domain/search.ts`). */
  readonly grams: readonly string[];
  /** Place in the shop: group buys first, then by the merchant's order. */
  readonly rank: number;
  /** The group buy and the bargain that are shown with it, while they are live. */
  readonly campaignId?: string | undefined;
  readonly bargainCampaignId?: string | undefined;
  /** Campaigns of either kind that members of the shop have published, until they are over: of those that have begun the newest is shown. */
  readonly laterCampaignIds?: readonly string[] | undefined;
  readonly commission?: OwnCommission | undefined;
  /** The editions before it, oldest first. */
  readonly commissionHistory?: readonly OwnCommission[] | undefined;
}

/** What a campaign is, by its kind. */
export type KindOfCampaign =
  | { readonly kind: 'groupBuy'; readonly terms: GroupBuyTerms }
  | { readonly kind: 'bargain'; readonly terms: BargainTerms };

interface CampaignCommon extends CampaignState, Lifecycle<CampaignEvent> {
  readonly merchantId: string;
  readonly productId: string;
  readonly title: string;
  /** The published edition of the terms. Each edition is kept for good in `campaignVersions`. */
  readonly edition: number;
  readonly commission?: OwnCommission | undefined;
  /** The editions before it, oldest first. */
  readonly commissionHistory?: readonly OwnCommission[] | undefined;
  readonly createdAt: Ms;
}

export type CampaignKind = KindOfCampaign['kind'];
export type CampaignDoc = CampaignCommon & KindOfCampaign;
export type GroupBuyCampaignDoc = Extract<CampaignDoc, { kind: 'groupBuy' }>;
export type BargainCampaignDoc = Extract<CampaignDoc, { kind: 'bargain' }>;

/** A published edition, frozen; `_id` is campaign/edition. */
export type CampaignVersionDoc = KindOfCampaign & {
  readonly _id: string;
  readonly campaignId: string;
  readonly edition: number;
  readonly publishedAt: Ms;
  /** What else was published with it, by which member of the shop, and by which request; absent where a script did. */
  readonly title?: string | undefined;
  readonly startsAt?: Ms | undefined;
  readonly endsAt?: Ms | undefined;
  readonly by?: string | undefined;
  readonly requestId?: string | undefined;
  /** Sentences of the warnings that this member had ticked. */
  readonly acknowledged?: readonly string[] | undefined;
  /** What the simulator said of it then; absent where nothing was expected of it. */
  readonly forecast?: Forecast | undefined;
};

/** A campaign, or a next edition of one, as members of a shop are writing it. */
export interface DraftDoc {
  readonly _id: string;
  readonly merchantId: string;
  readonly kind: CampaignKind;
  readonly productId: string;
  readonly campaignId?: string | undefined;
  /** The edition that is on, as far as whoever writes has seen. */
  readonly seenEdition?: number | undefined;
  /** What the form holds, as it was typed. */
  readonly body: Output<'draft.get'>['body'];
  /** How often it was saved. */
  readonly version: number;
  /** Who saved it last, when, and by which request. */
  readonly by: string;
  readonly at: Ms;
  readonly requestId: string;
}

/** What is limited and taken: stock of a SKU, quota of a campaign, orders of a person in a campaign. */
export interface CounterDoc {
  readonly _id: string;
  /** The most that may be taken. */
  readonly max: number;
  readonly taken: number;
  /** Out of `taken`: sold for good. */
  readonly sold: number;
  /** Out of `taken`: held for orders that are not yet sold or closed, or counting a bargain's start (`stock.ts`). */
  readonly holds: readonly { readonly id: string; readonly orderId: string; readonly n: number; readonly until: Ms }[];
  /** The request that set `max` last, so that it sets it once. */
  readonly setBy?: string | undefined;
  /** What was sold and came back lately, so that it comes back once. */
  readonly returned?: readonly { readonly id: string; readonly at: Ms }[] | undefined;
}

export interface UserDoc {
  readonly _id: string;
  readonly identities: readonly { readonly appid: string; readonly openid: string }[];
  readonly name: string;
  readonly avatar: string;
  readonly addresses?: readonly SavedAddress[] | undefined;
  /** The usual one; without it, the first. */
  readonly usualAddress?: string | undefined;
  /** What this person would like to be called and look like: shown once WeChat has found nothing wrong with it. */
  readonly proposed?: { readonly name?: Proposal | undefined; readonly avatar?: Proposal | undefined } | undefined;
  /** What was answered to which edition of the privacy policy; the last one counts. */
  readonly consents?: readonly Consent[] | undefined;
  /** The account was deleted. Nothing of the person is left in it; its id stands where the books need one. */
  readonly erasedAt?: Ms | undefined;
  /** An operator of the platform: opens shops, limits and freezes them. Set by a script alone, and read at every call. */
  readonly operatesPlatform?: true | undefined;
  readonly createdAt: Ms;
}

export interface Proposal {
  readonly value: string;
  /** The check (an intent) that decides about it. */
  readonly checkId: string;
  readonly status: 'pending' | 'refused';
  readonly at: Ms;
}

/** A deletion of an account that has begun; `_id` is the person's. */
export interface ErasureDoc {
  readonly _id: string;
  readonly startedAt: Ms;
  /** When cron goes on with it; absent once nothing of the person is left. */
  readonly dueAt?: Ms | undefined;
}

/** What was sent for a shop stays when the account of its sender is deleted; nobody is named there then. */
export interface PictureSender {
  readonly userId?: string | undefined;
  readonly merchantId?: string | undefined;
  readonly purpose: PicturePurpose;
  readonly at: Ms;
}

/** A picture that people have sent; `_id` is the hash of its bytes (`store/media.ts`). */
export interface MediaDoc {
  readonly _id: string;
  readonly senders: readonly PictureSender[];
  /** WeChat found it unfit to be shown. */
  readonly refused?: true | undefined;
}

export interface SavedAddress extends AddressDoc {
  readonly id: string;
}

/** One person's cart in one shop; `_id` is merchant/person. Written only by guarded updates. */
export interface CartDoc {
  readonly _id: string;
  /** What was put in last stands last. */
  readonly lines: readonly {
    readonly skuId: string;
    readonly quantity: number;
    readonly price: Fen;
    readonly at: Ms;
  }[];
}

export interface AddressDoc {
  readonly name: string;
  readonly phone: string;
  readonly region: readonly string[];
  readonly detail: string;
}

export interface SessionDoc {
  readonly _id: string;
  readonly userId: string;
  readonly kind: 'phone' | 'desk';
  /** What it was begun on, and where, as the host saw it. */
  readonly device: string;
  readonly place: string;
  /** Says only whether two sign-ins came by the same line: the line itself is not kept. */
  readonly trace?: string | undefined;
  readonly startedAt: Ms;
  /** Moved by each renewal. */
  readonly usedAt: Ms;
  /** SHA-256 of the renewal secret, and of the one before it, for an answer that was lost on its way. */
  readonly renewals: readonly string[];
  /** WeChat's session_key, sealed: what the phone encrypts for us is encrypted with it. Not there at a desk. */
  readonly sessionKey?: string | undefined;
  /** An ended session stays for a while, so that a sign-in that is still under way cannot bring it back. */
  readonly endedAt?: Ms | undefined;
  readonly expireAt: Date;
}

/** A desk that waits to be signed in. `_id` is the SHA-256 of its secret. Written only by guarded updates. */
export interface LoginCodeDoc extends LoginCode {
  readonly _id: string;
  /** SHA-256 of what stands in the code; `number` is one too, of code and number. */
  readonly code: string;
  /** The desk, as the host saw it. */
  readonly device: string;
  readonly place: string;
  readonly startedAt: Ms;
  /** The same moment as `expiresAt`. */
  readonly expireAt: Date;
}

/**
 * One person at one merchant: whose referral they are. `_id` is merchant/person. `referrerId` and what belongs to it are
 * the latest binding, over or not; `history` is every one, oldest first, and only grows.
 */
export interface VisitorDoc extends Partial<Binding> {
  readonly _id: string;
  readonly merchantId: string;
  readonly userId: string;
  readonly bindingId?: string | undefined;
  readonly shareId?: string | undefined;
  /** The edition of the policy that it was made under. */
  readonly policyVersion?: number | undefined;
  readonly hasReferees?: boolean | undefined;
  readonly suspended?: boolean | undefined;
  /** When a member of the shop suspended this person or ended that, and why. */
  readonly suspension?: { readonly since: Ms; readonly reason: string; readonly by: string } | undefined;
  /** Raised to make two bindings that could close a cycle together collide. */
  readonly touched?: number | undefined;
  /** The share that first brought this person to the shop, and when. */
  readonly firstShareId?: string | undefined;
  readonly firstAt?: Ms | undefined;
  readonly history: readonly BindingRecord[];
}

/** One change of somebody's referrer. */
export interface BindingRecord {
  /** Absent where a member of the shop took the referrer away. */
  readonly referrerId?: string | undefined;
  readonly at: Ms;
  readonly until?: Ms | undefined;
  readonly shareId?: string | undefined;
  readonly policyVersion?: number | undefined;
  /** With a correction: the member of the shop, why, and the request that asked for it. */
  readonly by?: string | undefined;
  readonly reason?: string | undefined;
  readonly requestId?: string | undefined;
}

export interface ShareTarget {
  readonly kind: 'shop' | 'product' | 'group' | 'bargain' | 'promoter';
  /** Of the product, group or bargain; else the merchant's. */
  readonly id: string;
}

/** One person's share of one thing over one channel; `_id` is the token. */
export interface ShareDoc {
  readonly _id: string;
  readonly merchantId: string;
  readonly userId: string;
  readonly target: ShareTarget;
  readonly channel: Channel;
  readonly title: string;
  /** What it is about, where that is one product or campaign. */
  readonly productId?: string | undefined;
  readonly campaignId?: string | undefined;
  /** The share that brought the sharer, its distance from the first, and the first. */
  readonly parent?: string | undefined;
  readonly depth: number;
  readonly root: string;
  /** Its campaign's tree begins here: what lies above is not of this campaign. */
  readonly enters?: string | undefined;
  /** The group chat that the sharer had come from. */
  readonly chat?: string | undefined;
  readonly createdAt: Ms;
  /** When somebody else opened it first: since then it is known to have been sent. */
  readonly sharedAt?: Ms | undefined;
  /** What came of it, and of everything below it; counted again whenever something of its tree has changed. */
  readonly own?: ShareSums | undefined;
  readonly branch?: (Omit<ShareSums, 'binds'> & { readonly shares: number; readonly depth: number }) | undefined;
  /** Known shares right below it. */
  readonly children?: number | undefined;
  /** Its sharer's account was deleted: it opens no more, and stands in the tree for what came of it. */
  readonly erased?: true | undefined;
}

export interface ShareSums {
  readonly visits: number;
  readonly binds: number;
  readonly orders: number;
  readonly sales: Fen;
}

/** One person (or device) opened one share on one day. Kept for as long as the deployment says. */
export interface VisitDoc {
  readonly _id: string;
  readonly merchantId: string;
  readonly shareId: string;
  /** Whose share: one's own are not kept, so this is never the visitor. */
  readonly sharerId: string;
  /** One of them; neither once the account is deleted. */
  readonly userId?: string | undefined;
  readonly device?: string | undefined;
  readonly day: string;
  readonly at: Ms;
  readonly scene?: number | undefined;
  /** The group chat (opengid) that it was opened in. */
  readonly chat?: string | undefined;
  /** Moments' single-page mode. */
  readonly preview?: true | undefined;
  /** The day whose re-shares this visit counts for: that on which a share with one above it was made. */
  readonly reshareDay?: string | undefined;
  /** Not yet in the figures. */
  readonly uncounted?: true | undefined;
}

/** A day of a shop whose figures are to be counted again; `_id` is merchant/day. */
export interface FigureDayDoc {
  readonly _id: string;
  readonly merchantId: string;
  readonly day: string;
  /** Raised by everything that changes the day. */
  readonly touched: number;
  /** When it is counted next; absent while nothing has changed. While somebody counts it, when that counts for nothing. */
  readonly dueAt?: Ms | undefined;
  /** Not due before, whatever happens. */
  readonly notBefore?: Ms | undefined;
  /** Raised by each counting that begins. */
  readonly turn?: number | undefined;
  readonly countedAt?: Ms | undefined;
  /** Its visits are, or may be, forgotten: what they came to is kept. */
  readonly kept?: true | undefined;
}

/** A tree of shares whose branches are to be counted again, as a day is; `_id` is its root. */
export interface FigureTreeDoc
  extends Pick<FigureDayDoc, '_id' | 'merchantId' | 'touched' | 'dueAt' | 'notBefore' | 'turn' | 'countedAt'> {}

/** One row of a day (`shared/domain/fission.ts`); `_id` is derived from merchant, day, scope, breakdown and key. */
export interface FigureDoc extends FigureRow {
  readonly _id: string;
  readonly merchantId: string;
  readonly day: string;
  /** Of a share whose tree has not heard of it yet: the turn that wrote it. */
  readonly moved?: number | undefined;
  /** Of a share that is nothing any more; it goes with its mark. */
  readonly gone?: true | undefined;
  /** Of a share that brought orders. */
  readonly sold?: true | undefined;
}

/**
 * What WeChat made for a share: its mini-program code, its URL Link. `_id` is token/edition, since each opens one edition of
 * the app.
 */
export interface ShareCodeDoc {
  readonly _id: string;
  readonly userId: string;
  /** A data URL. */
  readonly picture?: string | undefined;
  readonly link?: { readonly url: string; readonly expiresAt: Ms } | undefined;
}

/** What changes a group's card in chats; `_id` is derived from the group and the number of its activity. */
export interface CardActivityDoc {
  readonly _id: string;
  readonly groupId: string;
  readonly number: number;
  readonly activityId: string;
  readonly expiresAt: Ms;
}

export interface GroupSeat extends Seat {
  readonly name: string;
  readonly avatar: string;
}

export type GroupEvent =
  | { readonly type: 'groupFormed'; readonly at: Ms }
  | { readonly type: 'groupFailed'; readonly at: Ms }
  /** The ladder's next step is reached. */
  | { readonly type: 'stepReached'; readonly step: number; readonly at: Ms }
  | { readonly type: 'memberLeft'; readonly orderId: string; readonly at: Ms }
  /** Its deadline is near. */
  | { readonly type: 'groupExpiring'; readonly at: Ms };

/** Everything that the group page shows is in it, so that polling it is one find. Written only by guarded updates. */
export interface GroupDoc extends Group<GroupSeat>, Outboxed<GroupEvent> {
  readonly _id: string;
  readonly merchantId: string;
  readonly merchantName: string;
  readonly campaignId: string;
  /** The edition of the terms that it began under, and those terms. */
  readonly campaignVersion: number;
  readonly terms: GroupBuyTerms;
  readonly product: { readonly id: string; readonly title: string; readonly caption: string; readonly cover: string };
  readonly skus: readonly (Sku & { readonly groupPrice: Fen })[];
  readonly turnedAway: readonly {
    readonly orderId: string;
    readonly name: string;
    readonly why: SeatRefusal;
    readonly at: Ms;
  }[];
  /** Seats that are taken, and those that are not; kept by the updates that take and leave them. */
  readonly taken: number;
  readonly missing: number;
  /** Steps of the ladder that are reached. */
  readonly step: number;
  /** The WeChat group chat (opengid) that it was started in. */
  readonly chat?: string | undefined;
  /** The chat that it is limited to; empty where anybody may join. */
  readonly limitedTo: string;
  /** When its members are told that the deadline is near; gone once they are. */
  readonly remindAt?: Ms | undefined;
  readonly createdAt: Ms;
  readonly openedAt?: Ms | undefined;
  readonly formedAt?: Ms | undefined;
  readonly failedAt?: Ms | undefined;
}

export interface BargainHelp extends Help {
  readonly name: string;
  readonly avatar: string;
}

export type BargainEvent =
  | { readonly type: 'floorReached'; readonly at: Ms }
  /** Its deadline is near: that of the help, or, at the floor, that of the order. */
  | { readonly type: 'bargainExpiring'; readonly at: Ms };

/** Everything that its page shows is in it, so that polling it is one find. Written only by guarded updates. */
export interface BargainDoc extends Bargain<BargainHelp>, Outboxed<BargainEvent> {
  readonly _id: string;
  readonly merchantId: string;
  readonly merchantName: string;
  readonly campaignId: string;
  /** The edition of the terms that it began under, and those terms. */
  readonly campaignVersion: number;
  readonly terms: BargainTerms;
  readonly productId: string;
  readonly product: { readonly title: string; readonly caption: string; readonly cover: string };
  readonly sku: { readonly id: string; readonly name: string };
  readonly owner: { readonly name: string; readonly avatar: string };
  readonly floor: Fen;
  /** 32 bytes in hexadecimal. Nobody's to know before it is revealed (`isRevealed`). */
  readonly seed: string;
  readonly commitment: string;
  /** What it stands at; kept by the updates that cut it. */
  readonly price: Fen;
  /** Not over: a person has one such at most of a product. */
  readonly running?: true | undefined;
  /** When its owner is told that the deadline is near; gone once that is done. */
  readonly remindAt?: Ms | undefined;
  readonly createdAt: Ms;
  readonly floorAt?: Ms | undefined;
  /** When it was bought, had expired or was cancelled. */
  readonly endedAt?: Ms | undefined;
  /** Not yet in the figures: the mark of its last change. */
  readonly uncounted?: string | undefined;
}

/** What the bargains of a campaign that were started on a day come to; `_id` is campaign/day. None where there were none. */
export interface BargainDayDoc {
  readonly _id: string;
  readonly merchantId: string;
  readonly campaignId: string;
  readonly day: string;
  readonly measures: BargainMeasures;
}

/** What a campaign's deals and orders of a day come to; `_id` is campaign/day. None where there were none. */
export interface CampaignDayDoc {
  readonly _id: string;
  readonly merchantId: string;
  readonly campaignId: string;
  readonly day: string;
  readonly measures: CampaignMeasures;
}

/**
 * One person's helps in one campaign, as far as its limits count them; `_id` is campaign/person. Each names the bargain that
 * it is for, so that one is counted once and can be given back.
 */
export interface HelperDoc {
  readonly _id: string;
  readonly helps: readonly { readonly bargainId: string; readonly day: string; readonly at: Ms }[];
}

export interface OrderLine {
  readonly id: string;
  readonly productId: string;
  readonly skuId: string;
  readonly title: string;
  readonly skuName: string;
  readonly cover: string;
  readonly unitPrice: Fen;
  readonly quantity: number;
  readonly goods: Fen;
  readonly discount: Fen;
  readonly freight: Fen;
  readonly paid: Fen;
  /** What one piece cost the shop when it was ordered; absent where that was not known. For figures alone. */
  readonly cost?: Fen | undefined;
}

/** The exact body of the prepay request; sent again unchanged. */
export interface PrepayRequest {
  readonly appid: string;
  readonly mchid: string;
  readonly description: string;
  readonly out_trade_no: string;
  readonly time_expire?: string;
  readonly notify_url: string;
  readonly amount: { readonly total: Fen; readonly currency: 'CNY' };
  readonly payer: { readonly openid: string };
}

export interface OrderDoc extends OrderState, Lifecycle<OrderEvent> {
  readonly merchantId: string;
  readonly merchantName: string;
  readonly paymentAccountId: string;
  readonly userId: string;
  readonly userName: string;
  readonly userAvatar: string;
  /** SHA-256 of the placing request's body: the same requestId with another body is refused. */
  readonly bodyHash: string;
  readonly lines: readonly OrderLine[];
  readonly goods: Fen;
  readonly discount: Fen;
  readonly freight: Fen;
  readonly total: Fen;
  /** With `express`. */
  readonly address?: AddressDoc | undefined;
  /** With `pickUp`. The code is asked for at the point. */
  readonly pickUp?: (PickupPoint & { readonly code: string }) | undefined;
  readonly remark?: string | undefined;
  readonly fromCart?: boolean | undefined;
  /** What it is found by: phone and receiver, or who picks it up, and tracking numbers. */
  readonly keys: readonly string[];
  /** Everything that happened to it, oldest first. */
  readonly history: readonly (OrderEvent & { readonly at: Ms })[];
  readonly groupBuy?:
    | {
        readonly campaignId: string;
        readonly version: number;
        readonly size: number;
        readonly least?: number | undefined;
        readonly starts: boolean;
        /** It joins a group that only newcomers may join. */
        readonly newcomer: boolean;
        /** The WeChat group chat that the buyer had come from. */
        readonly chat?: string | undefined;
      }
    | undefined;
  /** It buys at the price of this bargain. */
  readonly bargain?:
    | {
        readonly campaignId: string;
        readonly version: number;
        readonly id: string;
        /** Cuts that were made when it was priced. */
        readonly helps: number;
        readonly list: Fen;
      }
    | undefined;
  readonly attribution: Attribution;
  readonly prepayRequests: readonly PrepayRequest[];
  readonly createdAt: Ms;
  /** When the watch looks at it again (unpaid, or its close is not confirmed by WeChat). */
  readonly dueAt?: Ms | undefined;
  readonly watched?: number | undefined;
  /** When time alone moves it on: it counts as received, or its after-sale window is over. */
  readonly moveAt?: Ms | undefined;
}

export interface AfterSaleDoc extends AfterSaleState, Lifecycle<AfterSaleEvent> {
  readonly orderId: string;
  readonly merchantId: string;
  readonly merchantName: string;
  readonly userId: string;
  readonly userName: string;
  readonly userAvatar: string;
  /** The pieces, as the order's lines have them. */
  readonly lines: readonly (Pick<
    OrderLine,
    'id' | 'productId' | 'skuId' | 'title' | 'skuName' | 'cover' | 'unitPrice'
  > &
    Pick<Pieces, 'quantity'>)[];
  readonly words: AfterSaleWords;
  /** Of the words and pictures, what WeChat has found fault with; written beside its decisions. */
  readonly hidden?: readonly string[] | undefined;
  /** What it comes to: when it was asked for, and then what was promised. */
  readonly amount: Fen;
  readonly createdAt: Ms;
  readonly history: readonly AfterSaleEvent[];
}

export interface RefundDoc extends RefundState, Lifecycle<RefundEvent> {
  readonly orderId: string;
  readonly merchantId: string;
  readonly paymentAccountId: string;
  readonly outTradeNo: string;
  /** What was captured: WeChat wants the whole beside the part. */
  readonly captured: Fen;
  readonly reason: string;
  readonly createdAt: Ms;
}

export interface CommissionDoc extends CommissionState, Lifecycle<CommissionEvent> {
  readonly merchantId: string;
  /** Who earns it, or, with `elsewhere`, who is told that somebody else does. */
  readonly userId: string;
  readonly elsewhere?: boolean | undefined;
  readonly orderId: string;
  readonly lineId: string;
  readonly level: Level;
  readonly rate: Bps;
  readonly policyVersion: number;
  /** Whose policy it was, where not the shop's. */
  readonly policyOf?: OwnPolicy['of'] | undefined;
  readonly grade?: Grade | undefined;
  readonly bindingId?: string | undefined;
  readonly boundAt?: Ms | undefined;
  readonly share?: { readonly token: string; readonly kind: ShareTarget['kind']; readonly title: string } | undefined;
  readonly buyerId: string;
  readonly buyerName: string;
  readonly title: string;
  readonly quantity: number;
  readonly holdDays: number;
  readonly createdAt: Ms;
  /** The settlement that released it, or, without `releasedAt`, put it off; none where cron did. */
  readonly settlementId?: string | undefined;
}

export interface WithdrawalDoc extends WithdrawalState, Lifecycle<WithdrawalEvent> {
  readonly merchantId: string;
  readonly merchantName: string;
  readonly userId: string;
  readonly userName: string;
  readonly paymentAccountId: string;
  readonly openid: string;
  /** Sealed; only where WeChat wants it, and gone once the withdrawal has ended. */
  readonly payeeName?: string | undefined;
  /** Of the rules that it was asked for under. */
  readonly rulesVersion: number;
  readonly createdAt: Ms;
  /** Everything that happened to it, oldest first. */
  readonly history: readonly (WithdrawalEvent & { readonly at: Ms })[];
  /** When a lapsed one gives its money back. */
  readonly moveAt?: Ms | undefined;
}

/** A merchant's settlement: what was due at `cutoff` is released, in bounded steps, by whoever asks next or by cron. */
export interface SettlementDoc {
  readonly _id: string;
  readonly merchantId: string;
  readonly by: string;
  readonly cutoff: Ms;
  /** How many commissions were due when it began. */
  readonly total: number;
  readonly startedAt: Ms;
  readonly finishedAt?: Ms | undefined;
  /** What came of it; counted when it had finished. */
  readonly report?:
    | {
        readonly released: number;
        readonly fen: Fen;
        readonly promoters: number;
        /** An after-sale is open, or it could not be released: they are looked at again later. */
        readonly postponed: number;
      }
    | undefined;
  /** Under way: a merchant has one such at most. */
  readonly running?: true | undefined;
}

/** What a day's journals of a merchant come to; `_id` is merchant/day. Counted once the day is over; none where nothing was. */
export interface FinanceDayDoc {
  readonly _id: string;
  readonly merchantId: string;
  readonly day: string;
  readonly flows: readonly Flow[];
  readonly countedAt: Ms;
}

/** What was sold on a day of a shop; `_id` is merchant/day. Counted again whenever one of its orders has changed. */
export interface ShopDayDoc extends SoldDay {
  readonly _id: string;
  readonly merchantId: string;
  readonly day: string;
}

/** The last audit of a merchant's books, and how far the next one is; `_id` is the merchant's. */
export interface AuditDoc {
  readonly _id: string;
  /** When it ended; absent before the first. */
  readonly at?: Ms | undefined;
  readonly journals: number;
  /** The first of what is not right; empty where all is. */
  readonly faults: readonly string[];
  readonly faultCount: number;
  /** When cron goes on; while somebody is at it, when that counts for nothing. */
  readonly dueAt: Ms;
  readonly run?: AuditRun | undefined;
}

/** An audit that is under way. */
export interface AuditRun extends Pick<AuditDoc, 'journals' | 'faults' | 'faultCount'> {
  readonly startedAt: Ms;
  /** Journals from here on are read at the end. */
  readonly upTo: Ms;
  readonly phase: 'journals' | 'orders' | 'withdrawals' | 'days' | 'balances' | 'done';
  /** The last document that was looked at in this phase. */
  readonly after?: { readonly at: Ms; readonly id: string } | undefined;
  readonly parts: number;
}

/** What some journals of an audit that is under way come to; `_id` is merchant/run/part. */
export interface AuditPartDoc {
  readonly _id: string;
  readonly merchantId: string;
  /** When the audit began. */
  readonly run: Ms;
  readonly merchant: readonly (readonly [account: string, fen: number])[];
  readonly wallets: readonly (readonly [userId: string, books: WalletBooks])[];
}

export interface JournalDoc {
  readonly _id: string;
  readonly kind: JournalKind;
  readonly merchantId: string;
  readonly about: string;
  readonly postings: readonly Posting[];
  /** Whose wallet is moved; absent where none is. */
  readonly wallet?: string | undefined;
  readonly tally?: Tally | undefined;
  /** Nothing was moved, and why. */
  readonly refusal?: string | undefined;
  readonly at: Ms;
}

/** A stripe of a merchant's account (`fen`), or a promoter's wallet (its four parts, and what it remembers). */
export interface AccountDoc extends Partial<WalletBooks> {
  readonly _id: string;
  readonly merchantId: string;
  readonly account: string;
  readonly fen?: Fen | undefined;
}

/** A call to WeChat that must come to its end, whatever happens to the process that began it. */
export type IntentDoc =
  | RefundIntentDoc
  | TransferIntentDoc
  | MessageIntentDoc
  | ShippingIntentDoc
  | ContentCheckIntentDoc
  | CardIntentDoc;

interface Intent {
  readonly _id: string;
  /** The refund, the withdrawal, the group, the order, the parcel, or the person. */
  readonly about: string;
  /** True once WeChat may have it. */
  readonly sent: boolean;
  readonly tries: number;
  /** When it is tried next; absent once it is done. */
  readonly dueAt?: Ms | undefined;
}

/** One attempt of a refund; `_id` is its number. Once it is `sent`, WeChat is asked about it before it is sent again. */
export interface RefundIntentDoc extends Intent {
  readonly kind: 'refund';
  readonly paymentAccountId: string;
  readonly attempt: number;
  readonly request: Record<string, unknown>;
  /** When WeChat took it on, as WeChat says. */
  readonly takenOnAt?: Ms | undefined;
  /** The member who takes the money, to pay the buyer by hand, since it could not go back. */
  readonly byHand?: { readonly by: string; readonly at: Ms } | undefined;
}

/**
 * One attempt of a withdrawal; `_id` is its number. Once it is `sent`, WeChat is asked about it before it is sent again.
 * While WeChat has nothing of it, it may be called off: one guarded update decides which, so money that was given back is
 * never sent.
 */
export interface TransferIntentDoc extends Intent {
  readonly kind: 'transfer';
  readonly merchantId: string;
  readonly paymentAccountId: string;
  readonly attempt: number;
  readonly request: Record<string, unknown>;
  /** WeChat's key that the name in it is encrypted with. */
  readonly serial?: string | undefined;
  readonly calledOff?: true | undefined;
  /** When it was last sent, as far as it is not known what that came to: it may still be on its way to WeChat. */
  readonly unknownAt?: Ms | undefined;
  /** When WeChat refused it, signed; gone once it is sent again. */
  readonly refusedAt?: Ms | undefined;
  /** When WeChat took the money off the merchant's account, and when it came back to it, as WeChat says. */
  readonly takenOnAt?: Ms | undefined;
  readonly backAt?: Ms | undefined;
}

/** One reminder for one person; what it says is fitted to the template when it is sent. */
export interface MessageIntentDoc extends Intent {
  readonly kind: 'message';
  readonly message: MessageKind;
  readonly merchantId: string;
  readonly userId: string;
  /** Of the group or order whose page it leads to; `about` where it is left out. */
  readonly opens?: string | undefined;
  /** Those of its kind. */
  readonly values: Partial<MessageValues>;
}

/** One report of how an order went out; `_id` is derived from order and number. */
export interface ShippingIntentDoc extends Intent {
  readonly kind: 'shipping';
  readonly merchantId: string;
  /** Reports of an order are made in this order. */
  readonly number: number;
  /** It says that nothing follows. */
  readonly complete: boolean;
  /** Gone once the buyer's account is. */
  readonly request?: Record<string, unknown> | undefined;
}

/** What somebody wrote or drew, to be looked at by WeChat before others see it. The answer to a picture comes later. */
export interface ContentCheckIntentDoc extends Intent {
  readonly kind: 'contentCheck';
  readonly subject: CheckSubject;
  /** Who made it; WeChat asks for them. */
  readonly userId: string;
  readonly content: { readonly text: string } | { readonly picture: string };
  /** Of the checks of a picture that WeChat has taken on: the names that its answers carry. */
  readonly traceIds: readonly string[];
}

/**
 * The cards of one activity show how its group stands. There is one for each activity, due again after each change of the
 * group (`store/cardActivity.ts`); what is sent is read from the group when it is sent.
 */
export interface CardIntentDoc extends Intent {
  readonly kind: 'card';
  /** WeChat's, and until when it changes cards. */
  readonly activityId: string;
  readonly expiresAt: Ms;
  /** Raised by each change. */
  readonly changes: number;
  /** Its cards change no more. */
  readonly over?: true | undefined;
}

/** What a check is about; what follows from its verdict is in `usecases/contentCheck.ts`. */
export type CheckSubject = 'name' | 'avatar' | 'afterSale';

/** Only what is shown is seen by others. */
export type CheckVerdict = 'shown' | 'refused';

/** The server's access token at WeChat, sealed (`store/token.ts`); `_id` is the appid. */
export interface TokenDoc {
  readonly _id: string;
  readonly token: string;
  readonly expiresAt: Ms;
}

/** Calls in one minute; `_id` is endpoint/caller/minute. */
export interface RateLimitDoc {
  readonly _id: string;
  readonly calls: number;
  readonly expireAt: Date;
}

export interface AlarmDoc {
  readonly _id: string;
  readonly kind: string;
  readonly detail: Record<string, unknown>;
  readonly count: number;
  readonly firstAt: Ms;
  readonly lastAt: Ms;
  /** The shop that it is about. */
  readonly merchantId?: string | undefined;
  /** A task: something that this merchant must see to, while it is open. */
  readonly open?: true | undefined;
  /** Absent while somebody must look at it. */
  readonly closedAt?: Ms | undefined;
  /** By which operator of the platform, and what it was; absent where it closed by itself. */
  readonly closed?: Pick<Said, 'by' | 'reason'> | undefined;
}

/** One day of a payment account against WeChat's bills; `_id` is account/date. Written only by guarded updates. */
export interface ReconciliationDoc {
  readonly _id: string;
  readonly merchantId: string;
  readonly paymentAccountId: string;
  readonly date: string;
  /** As the last comparison found it; `failed` only while there was none. */
  readonly status: 'waiting' | 'ok' | 'different' | 'failed';
  readonly comparedAt?: Ms | undefined;
  readonly sums?: DaySums | undefined;
  /** The first of them, and how many there are. */
  readonly differences?: readonly KeptDifference[] | undefined;
  readonly differenceCount?: number | undefined;
  /** Why the last try came to nothing. */
  readonly failure?: { readonly why: ReconciliationFailure; readonly at: Ms } | undefined;
  readonly tries: number;
  /** When it is tried next; absent once it is done. */
  readonly dueAt?: Ms | undefined;
  /** Until then the try of this number has it; what an earlier one finds out counts no more. */
  readonly heldUntil?: Ms | undefined;
}

export type ReconciliationFailure = 'notReady' | 'noStatement' | 'broken' | 'rejected' | 'unavailable';

export interface KeptDifference extends Difference {
  readonly orderId?: string | undefined;
  readonly withdrawalId?: string | undefined;
}

export interface Collections {
  readonly client: MongoClient;
  readonly db: Db;
  /** The bytes of what `media` names. */
  readonly pictures: PictureBytes;
  readonly merchants: Collection<MerchantDoc>;
  readonly paymentAccounts: Collection<PaymentAccountDoc>;
  readonly memberships: Collection<MembershipDoc>;
  readonly invites: Collection<InviteDoc>;
  readonly changeLogs: Collection<ChangeLogDoc>;
  readonly products: Collection<ProductDoc>;
  readonly campaigns: Collection<CampaignDoc>;
  readonly campaignVersions: Collection<CampaignVersionDoc>;
  readonly drafts: Collection<DraftDoc>;
  readonly counters: Collection<CounterDoc>;
  readonly users: Collection<UserDoc>;
  readonly sessions: Collection<SessionDoc>;
  readonly loginCodes: Collection<LoginCodeDoc>;
  readonly media: Collection<MediaDoc>;
  readonly erasures: Collection<ErasureDoc>;
  readonly visitors: Collection<VisitorDoc>;
  readonly shares: Collection<ShareDoc>;
  readonly visits: Collection<VisitDoc>;
  readonly figureDays: Collection<FigureDayDoc>;
  readonly figureTrees: Collection<FigureTreeDoc>;
  readonly figures: Collection<FigureDoc>;
  readonly shareCodes: Collection<ShareCodeDoc>;
  readonly cardActivities: Collection<CardActivityDoc>;
  readonly groups: Collection<GroupDoc>;
  readonly bargains: Collection<BargainDoc>;
  readonly bargainDays: Collection<BargainDayDoc>;
  readonly campaignDays: Collection<CampaignDayDoc>;
  readonly helpers: Collection<HelperDoc>;
  readonly orders: Collection<OrderDoc>;
  readonly carts: Collection<CartDoc>;
  readonly afterSales: Collection<AfterSaleDoc>;
  readonly refunds: Collection<RefundDoc>;
  readonly commissions: Collection<CommissionDoc>;
  readonly withdrawals: Collection<WithdrawalDoc>;
  readonly settlements: Collection<SettlementDoc>;
  readonly financeDays: Collection<FinanceDayDoc>;
  readonly shopDays: Collection<ShopDayDoc>;
  readonly audits: Collection<AuditDoc>;
  readonly auditParts: Collection<AuditPartDoc>;
  readonly journals: Collection<JournalDoc>;
  readonly accounts: Collection<AccountDoc>;
  readonly intents: Collection<IntentDoc>;
  readonly tokens: Collection<TokenDoc>;
  readonly reconciliations: Collection<ReconciliationDoc>;
  readonly alarms: Collection<AlarmDoc>;
  readonly rateLimits: Collection<RateLimitDoc>;
}

export type CollectionName = Exclude<keyof Collections, 'client' | 'db' | 'pictures'>;

/** Lapsed drain claims, oldest first: cron's look for events that nobody finished. */
const drain: IndexDescription = { key: { drainAt: 1 }, sparse: true };

/** Every index with the query it serves. A collection without an entry is read by `_id` alone. */
export const indexes: Record<CollectionName, readonly IndexDescription[]> = {
  merchants: [
    // Cron: shops of which a day has ended that is to be counted.
    { key: { financeTo: 1 } },
    // Cron: shops whose books are not audited yet.
    { key: { auditedSince: 1 } },
  ],
  paymentAccounts: [
    // No mchid twice: a notification belongs to one account.
    { key: { mchid: 1, appid: 1 }, unique: true },
    // Cron: platform certificates that must be looked at.
    { key: { certificatesDueAt: 1 }, sparse: true },
    // Cron: accounts for which a day has ended that is to be compared.
    { key: { reconciledTo: 1 } },
  ],
  memberships: [
    // person.memberships, and whether somebody may sign in at a desk.
    { key: { userId: 1 } },
    // member.list: who works for a merchant.
    { key: { merchantId: 1, _id: 1 } },
  ],
  invites: [
    // member.invitation, member.accept: the invite of a link.
    { key: { code: 1 }, unique: true },
    // member.invites: a merchant's open ones, newest first.
    { key: { merchantId: 1, status: 1, createdAt: -1, _id: -1 } },
  ],
  changeLogs: [
    // changeLog.list: newest first; of all, of one member, about one noun.
    { key: { merchantId: 1, at: -1, _id: -1 } },
    { key: { merchantId: 1, userId: 1, at: -1, _id: -1 } },
    { key: { merchantId: 1, noun: 1, at: -1, _id: -1 } },
  ],
  products: [
    // shop.home: what is on sale, by rank; with a category or without.
    { key: { merchantId: 1, status: 1, rank: 1 } },
    { key: { merchantId: 1, status: 1, categoryId: 1, rank: 1 } },
    // product.search: those that have every pair of characters, by rank.
    { key: { merchantId: 1, status: 1, grams: 1, rank: 1 } },
    // order.place, cart.get: the products of SKUs.
    { key: { 'skus.id': 1 }, unique: true },
  ],
  campaigns: [
    // campaign.list: a merchant's campaigns, newest first.
    { key: { merchantId: 1, createdAt: -1, _id: -1 } },
    // bargain.listOffers: a shop's campaigns of a kind that are not over, those that end first first.
    { key: { merchantId: 1, kind: 1, endsAt: 1, _id: 1 } },
    drain,
  ],
  campaignVersions: [
    // campaign.get: the editions of a campaign.
    { key: { campaignId: 1, edition: 1 } },
  ],
  drafts: [
    // draft.list: a merchant's drafts, last saved first.
    { key: { merchantId: 1, at: -1, _id: -1 } },
  ],
  counters: [
    // The sweep of overdue holds.
    { key: { 'holds.until': 1 } },
  ],
  users: [
    // Sign-in; one person for one identity.
    { key: { 'identities.appid': 1, 'identities.openid': 1 }, unique: true },
  ],
  sessions: [
    { key: { expireAt: 1 }, expireAfterSeconds: 0 },
    // session.renew: by the secret's hash.
    { key: { renewals: 1 } },
    // session.list: a person's sessions, newest first.
    { key: { userId: 1, startedAt: -1 } },
  ],
  loginCodes: [
    { key: { expireAt: 1 }, expireAfterSeconds: 0 },
    // desk.scan, desk.approve, desk.deny: by what was scanned. (desk.poll asks by `_id`.)
    { key: { code: 1 }, unique: true },
  ],
  media: [
    // A person's pictures: how many today, and which go with the account.
    { key: { 'senders.userId': 1, 'senders.at': 1 } },
  ],
  erasures: [
    // Cron: deletions that are not finished.
    { key: { dueAt: 1 }, sparse: true },
  ],
  visitors: [
    // promoter.people, referral.get: whom somebody has brought, newest first.
    {
      key: { merchantId: 1, referrerId: 1, boundAt: -1, bindingId: -1 },
      partialFilterExpression: { referrerId: { $exists: true } },
    },
    // Figures of a day: its bindings, and who came for the first time.
    { key: { merchantId: 1, 'history.at': 1 } },
    { key: { merchantId: 1, firstAt: 1 }, sparse: true },
  ],
  visits: [
    // Figures of a day: its visits, and those of the re-shares that were made on it.
    { key: { merchantId: 1, day: 1 } },
    { key: { merchantId: 1, reshareDay: 1 } },
    // Cron: what is not in the figures yet, oldest first.
    { key: { uncounted: 1, at: 1 }, partialFilterExpression: { uncounted: true } },
    // share.claim: what was opened on a device before its owner signed in.
    { key: { device: 1, at: 1 }, partialFilterExpression: { device: { $exists: true } } },
    // Deleting an account, person.export; order.place, share.create: what somebody opened last.
    { key: { userId: 1, at: -1, _id: -1 }, partialFilterExpression: { userId: { $exists: true } } },
    // Cron: what is older than visits are kept.
    { key: { at: 1 } },
  ],
  figureDays: [
    // Cron: days that are to be counted again.
    { key: { dueAt: 1 }, sparse: true },
    // fission.board: when a shop's figures were last counted.
    { key: { merchantId: 1, countedAt: -1 } },
  ],
  figureTrees: [
    // Cron: trees whose branches are to be counted again.
    { key: { dueAt: 1 }, sparse: true },
  ],
  figures: [
    // fission.board, fission.export: rows of a scope and breakdown over days.
    { key: { merchantId: 1, scope: 1, by: 1, day: 1, key: 1 } },
    // Branches, promoter.shares: a share's rows over all days.
    { key: { merchantId: 1, by: 1, key: 1, day: 1 } },
    // Counting a day again: what it had before.
    { key: { merchantId: 1, day: 1 } },
    // Cron: shares whose trees are to be counted again.
    { key: { moved: 1 }, sparse: true },
    // fission.board: shares that brought orders.
    { key: { merchantId: 1, sold: 1, day: 1 }, partialFilterExpression: { sold: true } },
  ],
  shareCodes: [
    // Deleting an account.
    { key: { userId: 1 } },
  ],
  cardActivities: [
    // The activities of a group, the newest first.
    { key: { groupId: 1, number: -1 } },
  ],
  shares: [
    // Figures of a day: the re-shares that were made on it.
    { key: { merchantId: 1, createdAt: 1 }, partialFilterExpression: { parent: { $exists: true } } },
    // promoter.shares: a person's shares in a shop that were opened, newest first.
    {
      key: { merchantId: 1, userId: 1, sharedAt: -1, _id: -1 },
      partialFilterExpression: { sharedAt: { $exists: true } },
    },
    // fission.tree: the roots of a shop, of a campaign, and the shares below some share, biggest branch first.
    { key: { merchantId: 1, depth: 1, 'branch.visits': -1, _id: 1 } },
    { key: { enters: 1, 'branch.visits': -1, _id: 1 }, partialFilterExpression: { enters: { $exists: true } } },
    { key: { parent: 1, 'branch.visits': -1, _id: 1 }, partialFilterExpression: { parent: { $exists: true } } },
    // Counting a tree again, deepest first.
    { key: { root: 1, depth: -1, _id: 1 } },
    // person.export, newest first; deleting an account.
    { key: { userId: 1, createdAt: -1, _id: -1 } },
  ],
  groups: [
    // product.get and overflow: open groups of a campaign that one may join, nearly full first; ending them all.
    { key: { campaignId: 1, status: 1, limitedTo: 1, missing: 1, expiresAt: 1 } },
    // product.get: those of the chat that one comes from.
    {
      key: { campaignId: 1, status: 1, chat: 1, missing: 1, expiresAt: 1 },
      partialFilterExpression: { chat: { $exists: true } },
    },
    // shop.home: open groups of the shop that one may join, nearly full first.
    { key: { merchantId: 1, status: 1, limitedTo: 1, missing: 1, expiresAt: 1 } },
    // today.board: a shop's groups that are over soon.
    { key: { merchantId: 1, status: 1, expiresAt: 1, _id: 1 } },
    // shop.home: the caller's own open groups.
    { key: { 'seats.userId': 1, status: 1, expiresAt: 1 } },
    // group.listMine: a person's groups, newest first; in one state or in any.
    { key: { 'seats.userId': 1, createdAt: -1, _id: -1 } },
    // campaign.listGroups: a campaign's groups, newest first; in one state or in any.
    { key: { campaignId: 1, createdAt: -1, _id: -1 } },
    { key: { campaignId: 1, status: 1, createdAt: -1, _id: -1 } },
    // Figures of a day: the groups that were started on it.
    { key: { merchantId: 1, createdAt: 1 } },
    // Cron: groups past their deadline.
    { key: { status: 1, expiresAt: 1 } },
    // Cron: groups whose members are to be reminded.
    { key: { status: 1, remindAt: 1 } },
    // Cron: pending groups that can no longer be opened.
    { key: { status: 1, opensBy: 1 } },
    drain,
  ],
  bargains: [
    // One that is not over, of a person and a product: bargain.start, bargain.offer, product.get.
    {
      key: { ownerId: 1, productId: 1 },
      unique: true,
      partialFilterExpression: { running: true },
    },
    // bargain.listMine, person.export: a person's bargains, newest first; with a status or without.
    { key: { ownerId: 1, createdAt: -1, _id: -1 } },
    // campaign.listBargains: a campaign's bargains, newest first; in one state or in any.
    { key: { campaignId: 1, createdAt: -1, _id: -1 } },
    { key: { campaignId: 1, status: 1, createdAt: -1, _id: -1 } },
    // Deleting an account, person.export: the bargains that somebody has helped, newest first.
    { key: { 'helps.userId': 1, createdAt: -1, _id: -1 } },
    // Cron: bargains past their deadline; those whose owners are to be reminded; holds of orders that are overdue.
    { key: { status: 1, expiresAt: 1 } },
    { key: { status: 1, remindAt: 1 } },
    { key: { status: 1, 'order.until': 1 } },
    // Figures of a day: the bargains that were started on it.
    { key: { merchantId: 1, createdAt: 1 } },
    // Cron: what is not in the figures yet.
    { key: { uncounted: 1 }, sparse: true },
    drain,
  ],
  bargainDays: [
    // bargainFigures.board: a campaign's days.
    { key: { campaignId: 1, day: 1 } },
    // Counting a day again: what it had before.
    { key: { merchantId: 1, day: 1 } },
  ],
  campaignDays: [
    // campaignFigures.board, .money: a campaign's days.
    { key: { campaignId: 1, day: 1 } },
    // Counting a day again: what it had before.
    { key: { merchantId: 1, day: 1 } },
  ],
  helpers: [],
  orders: [
    // order.list: a person's orders, newest first; with a status or without.
    { key: { userId: 1, createdAt: -1, _id: -1 } },
    { key: { userId: 1, status: 1, createdAt: -1, _id: -1 } },
    // campaign.listPayments: a campaign's orders, newest first.
    { key: { 'groupBuy.campaignId': 1, createdAt: -1, _id: -1 } },
    { key: { 'bargain.campaignId': 1, createdAt: -1, _id: -1 } },
    // A payment's order, from a notification.
    {
      key: { 'payments.outTradeNo': 1 },
      unique: true,
      partialFilterExpression: { 'payments.outTradeNo': { $exists: true } },
    },
    // Reconciliation: the payments of a day.
    { key: { paymentAccountId: 1, 'payments.captured.at': 1 } },
    // Figures of a day: what was paid on it.
    { key: { merchantId: 1, paidAt: 1 } },
    // Cron: orders whose payment must be looked at.
    { key: { dueAt: 1 }, sparse: true },
    // Cron: orders that time alone moves on.
    { key: { moveAt: 1 }, sparse: true },
    // shopOrder.list, export: a merchant's orders, newest first; with a status or without.
    { key: { merchantId: 1, createdAt: -1, _id: -1 } },
    { key: { merchantId: 1, status: 1, createdAt: -1, _id: -1 } },
    // … those with an open after-sale.
    {
      key: { merchantId: 1, 'afterSales.status': 1, createdAt: -1, _id: -1 },
      partialFilterExpression: { 'afterSales.status': { $exists: true } },
    },
    // … and those found by a phone, a name, a number.
    { key: { merchantId: 1, keys: 1, createdAt: -1, _id: -1 } },
    // shopOrder.findPickUp: one order for one code.
    {
      key: { merchantId: 1, 'pickUp.code': 1 },
      unique: true,
      partialFilterExpression: { 'pickUp.code': { $exists: true } },
    },
    drain,
  ],
  carts: [],
  afterSales: [
    // afterSale.listMine: a person's, newest first.
    { key: { userId: 1, createdAt: -1, _id: -1 } },
    // afterSale.list: a merchant's, newest first; in some states or in any.
    { key: { merchantId: 1, createdAt: -1, _id: -1 } },
    { key: { merchantId: 1, status: 1, createdAt: -1, _id: -1 } },
    // Cron: those whose time is over.
    { key: { dueAt: 1 }, sparse: true },
    drain,
  ],
  refunds: [drain],
  commissions: [
    // earnings.list: a promoter's lines with a merchant, newest first.
    { key: { userId: 1, merchantId: 1, createdAt: -1, _id: -1 } },
    // person.export: all of a promoter's lines, newest first.
    { key: { userId: 1, createdAt: -1, _id: -1 } },
    // Reversal and receipt: the commissions of an order.
    { key: { orderId: 1 } },
    // withdrawal.ask: who earns from what a promoter buys.
    { key: { buyerId: 1, merchantId: 1, createdAt: -1, _id: -1 } },
    // Cron: what is due for release.
    { key: { status: 1, dueAt: 1 }, partialFilterExpression: { dueAt: { $exists: true } } },
    // settlement.run, settlement.owed: a merchant's that are held, by when they are due.
    { key: { merchantId: 1, status: 1, dueAt: 1 } },
    // A settlement's report.
    { key: { settlementId: 1 }, sparse: true },
    drain,
  ],
  withdrawals: [
    // withdrawal.list: a promoter's with a merchant, newest first.
    { key: { userId: 1, merchantId: 1, createdAt: -1, _id: -1 } },
    // person.export: all of a promoter's, newest first.
    { key: { userId: 1, createdAt: -1, _id: -1 } },
    // payout.list: a merchant's, newest first; in one state or in any.
    { key: { merchantId: 1, createdAt: -1, _id: -1 } },
    { key: { merchantId: 1, status: 1, createdAt: -1, _id: -1 } },
    // Cron: those that have lapsed for good.
    { key: { moveAt: 1 }, sparse: true },
    drain,
  ],
  settlements: [
    // settlement.list: a merchant's, newest first.
    { key: { merchantId: 1, startedAt: -1, _id: -1 } },
    // Cron: those under way; and one of a merchant's at most.
    { key: { running: 1, merchantId: 1 }, unique: true, partialFilterExpression: { running: true } },
  ],
  financeDays: [
    // finance.board: a merchant's days.
    { key: { merchantId: 1, day: 1 } },
  ],
  shopDays: [],
  audits: [
    // Cron: merchants whose books are to be looked at again.
    { key: { dueAt: 1 } },
  ],
  auditParts: [
    // The parts of an audit that is under way.
    { key: { merchantId: 1, run: 1 } },
  ],
  journals: [
    // The audit, oldest first; and whoever asks what is behind an order, refund or commission.
    { key: { merchantId: 1, at: 1, _id: 1 } },
    { key: { about: 1 } },
    // statement.list, statement.get: the journals of a promoter's wallet, oldest first.
    {
      key: { merchantId: 1, wallet: 1, at: 1, _id: 1 },
      partialFilterExpression: { wallet: { $exists: true } },
    },
    // finance.journals: those behind a figure, newest first.
    { key: { merchantId: 1, kind: 1, at: -1, _id: -1 } },
  ],
  accounts: [
    // The audit: all balances of a merchant.
    { key: { merchantId: 1 } },
  ],
  intents: [
    // Cron: calls to WeChat that are due.
    { key: { dueAt: 1 }, sparse: true },
    // Reconciliation: the refunds and transfers of a day, and what of transfers came back on it.
    { key: { paymentAccountId: 1, takenOnAt: 1 }, partialFilterExpression: { takenOnAt: { $exists: true } } },
    { key: { paymentAccountId: 1, backAt: 1 }, partialFilterExpression: { backAt: { $exists: true } } },
    // A pushed answer: the check that it belongs to.
    { key: { traceIds: 1 }, sparse: true },
    // Deleting an account: what is still to be said to, or asked about, a person.
    { key: { userId: 1 }, sparse: true },
  ],
  tokens: [],
  reconciliations: [
    // reconciliation.list: a merchant's days, newest first.
    { key: { merchantId: 1, date: -1, paymentAccountId: -1 } },
    // Cron: days that are to be compared, or tried again.
    { key: { dueAt: 1 }, sparse: true },
  ],
  alarms: [
    // task.list: what a merchant must see to, the longest waiting first; today.board: how many of each kind.
    { key: { merchantId: 1, open: 1, firstAt: 1 }, partialFilterExpression: { open: true } },
    // platform.listAlarms: those that are open, newest first; those that were closed, the last first.
    { key: { closedAt: 1, firstAt: -1, _id: -1 } },
    { key: { closedAt: -1, _id: -1 } },
    // platform.listMerchants, getMerchant: those of some shops.
    { key: { merchantId: 1, closedAt: 1 }, partialFilterExpression: { merchantId: { $exists: true } } },
  ],
  rateLimits: [
    // A minute that is over is forgotten.
    { key: { expireAt: 1 }, expireAfterSeconds: 0 },
  ],
};

/** A unique multikey index lets one document repeat a value, and documents with an empty list all hold the same nothing; hence the partial filter above. */
export function collectionsOf(client: MongoClient, db: Db, pictures = inDatabase(db)): Collections {
  const names = Object.keys(indexes) as CollectionName[];
  const opened = Object.fromEntries(names.map((name) => [name, db.collection(name)]));
  return { client, db, pictures, ...opened } as unknown as Collections;
}

/**
 * Creates what is missing and reports what the database has beyond this file; never drops anything.
 * @returns names of indexes that the schema does not know, as `collection.index`
 */
export async function syncIndexes(collections: Collections): Promise<string[]> {
  const drift: string[] = [];
  for (const name of Object.keys(indexes) as CollectionName[]) {
    const wanted = [...indexes[name]];
    if (wanted.length === 0) continue;
    const collection = collections.db.collection(name);
    const created = await collection.createIndexes(wanted);
    const existing = await collection.indexes();
    drift.push(
      ...existing
        .map((index) => String(index.name))
        .filter((index) => index !== '_id_' && !created.includes(index))
        .map((index) => `${name}.${index}`),
    );
  }
  return drift;
}
