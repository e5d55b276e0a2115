/** A withdrawal as its promoter is shown it, and the steps of it that the shop is shown too. */
import type { Output } from '../../shared/contracts/contracts';
import { transferNumber } from '../../shared/domain/withdrawal';
import { DAY, type Ms } from '../../shared/time';
import type { TransferIntentDoc, WithdrawalDoc } from '../store/collections';
import type { App } from './app';

export type WithdrawalView = Output<'withdrawal.get'>;

/** WeChat lets a transfer lapse that nobody has confirmed for so long (商家转账: 24 小时). */
const CONFIRM_WITHIN: Ms = DAY;

/** What is known of one that is on its way, beside its own document. */
interface Way {
  readonly intent: TransferIntentDoc | undefined;
  readonly stopped: boolean;
}

export async function viewsOf(app: App, docs: readonly WithdrawalDoc[]): Promise<WithdrawalView[]> {
  const sending = docs.filter(({ status }) => status === 'sending');
  if (sending.length === 0) return docs.map((doc) => view(doc));
  const numbers = sending.map((doc) => transferNumber(doc, doc.attempt));
  const shops = [...new Set(sending.map(({ merchantId }) => merchantId))];
  const [intents, stopped] = await Promise.all([
    app.store.intents.find({ _id: { $in: numbers } }).toArray(),
    app.store.merchants
      .find({ _id: { $in: shops }, payoutStop: { $exists: true } }, { projection: { _id: 1 } })
      .toArray(),
  ]);
  return docs.map((doc) => {
    const intent = intents.find(({ _id }) => _id === transferNumber(doc, doc.attempt));
    return view(doc, {
      intent: intent?.kind === 'transfer' ? intent : undefined,
      stopped: stopped.some(({ _id }) => _id === doc.merchantId),
    });
  });
}

export async function viewOf(app: App, doc: WithdrawalDoc): Promise<WithdrawalView> {
  const [only] = await viewsOf(app, [doc]);
  if (!only) throw new Error(`no view of ${doc._id}`);
  return only;
}

function view(doc: WithdrawalDoc, way?: Way): WithdrawalView {
  const { _id, merchantId, merchantName, amount, fee, tax, net, status, refusal, returned, failure, review } = doc;
  const steps = stepsOf(doc);
  const sending = status === 'sending';
  const toConfirm = sending && doc.wechat === 'WAIT_USER_CONFIRM' && !doc.cancelling;
  const asked = way?.intent?.takenOnAt ?? steps.findLast(({ step }) => step === 'toConfirm')?.at;
  return {
    id: _id,
    merchantId,
    merchantName,
    amount,
    fee,
    tax,
    net,
    status,
    ...(sending && way ? { waitsFor: waitsFor(doc, way) } : {}),
    toConfirm,
    ...(toConfirm && asked !== undefined ? { confirmBefore: asked + CONFIRM_WITHIN } : {}),
    cancelling: sending && doc.cancelling === true,
    mayCancel: status === 'review' || status === 'lapsed' || (sending && !doc.cancelling),
    refusal: refusal as WithdrawalView['refusal'],
    returned,
    reason: returned === 'refused' ? review?.reason : failure,
    steps,
    createdAt: doc.createdAt,
  };
}

/** What WeChat has is with WeChat, whatever the shop has stopped or spent since. */
function waitsFor({ wechat }: WithdrawalDoc, { intent, stopped }: Way): WithdrawalView['waitsFor'] {
  if (wechat !== undefined || intent?.takenOnAt !== undefined) return 'wechat';
  if (stopped) return 'stop';
  return intent?.refusedAt === undefined ? 'wechat' : 'shop';
}

type Step = WithdrawalView['steps'][number];

const STEPS: Partial<Record<WithdrawalDoc['history'][number]['type'], Step['step']>> = {
  withdrawalAsked: 'asked',
  withdrawalTurnedDown: 'turnedDown',
  withdrawalHeldBack: 'heldBack',
  transferBegun: 'sent',
  transferLapsed: 'lapsed',
  withdrawalPaid: 'paid',
  withdrawalReturned: 'returned',
};

/** What has happened to it, oldest first. WeChat may be heard of more than once that it waits: each attempt waits once. */
export function stepsOf({ history, review, returned }: Pick<WithdrawalDoc, 'history' | 'review' | 'returned'>): Step[] {
  const steps: Step[] = [];
  for (const event of history) {
    const step = stepOf(event, review !== undefined && returned !== 'refused');
    if (step && !(step === 'toConfirm' && steps.at(-1)?.step === 'toConfirm')) steps.push({ step, at: event.at });
  }
  return steps;
}

function stepOf(event: WithdrawalDoc['history'][number], approved: boolean): Step['step'] | undefined {
  if (event.type === 'transferMoved') return event.status === 'WAIT_USER_CONFIRM' ? 'toConfirm' : undefined;
  if (event.type === 'withdrawalReviewed') return approved ? 'approved' : undefined;
  return STEPS[event.type];
}
