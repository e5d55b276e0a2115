/**
 * REMINDERS: subscribe messages of WeChat. One accept is one message. WeChat shows its question only in answer to a tap
 * or to a payment, so what can be asked is fetched beforehand; whatever is answered, everything else goes on.
 */
import Taro from '@tarojs/taro';
import { create } from 'zustand';
import type { MessageKind } from '../../../shared/domain/message';
import { call } from './api';
import { arrivedInSinglePage } from './launch';
import { isWeapp } from './target';

/** What is asked about at which tap. WeChat takes three in one question, no more. */
const ASKED = {
  group: ['groupFormed', 'groupFailed', 'groupExpiring'],
  bargain: ['bargainFloor', 'bargainExpiring'],
  express: ['orderShipped', 'refundArrived'],
  pickUp: ['pickUpReady', 'refundArrived'],
  afterSale: ['afterSaleAnswered', 'refundArrived'],
} as const satisfies Record<string, readonly MessageKind[]>;
export type Occasion = keyof typeof ASKED;

interface Reminders {
  /** Templates that can be asked for, by kind; none before they are known, and on H5. */
  templates: { readonly [K in MessageKind]?: string };
  /** Orders and bargains of which the reminders were accepted while the app is open. */
  accepted: readonly string[];
}

export const useReminders = create<Reminders>(() => ({ templates: {}, accepted: [] }));

/** The templates of an occasion; with none of them there is nothing to ask. */
export const templatesFor = (occasion: Occasion, { templates }: Pick<Reminders, 'templates'>): string[] =>
  ASKED[occasion].flatMap((kind) => templates[kind] ?? []);

/** What a buyer who has just paid may want to hear of. */
export const paidOccasion = (order: { group?: unknown; delivery?: 'express' | 'pickUp' }): Occasion =>
  order.group === undefined ? (order.delivery ?? 'express') : 'group';

let known = false;

/** Fetches what can be asked for, once. For pages that may come to ask. */
export async function prepareReminders(): Promise<void> {
  if (known || !isWeapp || arrivedInSinglePage()) return;
  known = true;
  const answer = await call('message.templates', {});
  // What brought no answer is asked for again by the next page.
  if (!answer.ok) known = false;
  else {
    const templates = Object.fromEntries(answer.value.templates.map(({ kind, id }) => [kind, id]));
    useReminders.setState({ templates });
  }
}

/** Asks whether to remind of this order or bargain. Call it in the turn of a tap or of a payment's callback. Never fails. */
export async function askForReminders(id: string, occasion: Occasion): Promise<void> {
  const asked = templatesFor(occasion, useReminders.getState());
  if (!isWeapp || asked.length === 0) return;
  try {
    const option = { tmplIds: asked } as Taro.requestSubscribeMessage.Option;
    const answers: Record<string, unknown> = { ...(await Taro.requestSubscribeMessage(option)) };
    if (!asked.some((template) => answers[template] === 'accept')) return;
    useReminders.setState(({ accepted }) => ({ accepted: [...accepted, id] }));
  } catch {
    // Turned off in WeChat's settings, or not asked in time: nobody is reminded.
  }
}
