import { constants, privateDecrypt } from 'node:crypto';
import { type Answer, done, refuse } from './answer';
import type { Books } from './books';
import type { CertificateDesk } from './certificate';
import type { Clock } from './clock';
import { canonical, readBody, type TransferBody, transferBody } from './fields';
import { randomDigits, randomText } from './keys';
import type { Notifier } from './notify';
import { beijingTime } from './signing';
import type { FaultEffect, Merchant, StoredTransfer, TransferSheet, TransferState } from './types';

/** Unconfirmed for so long, a transfer is closed. (24 小时内未确认则关单退款) */
const CONFIRM_WITHIN = 24 * 3_600_000;
/** From here on the payee's name is needed. (转账金额 >= 2,000 元) */
const NAME_FROM = 200_000;
/** The most that an account may send at once, unless the control says otherwise. [R] A new account's is ¥200. */
const LIMIT = 2_000_000;
/** The scene of commissions, and what must be reported of it. */
const SCENE = '1005';
const REPORTS = ['岗位类型', '报酬说明'];
/** What the payee may be told that it is. [R] */
const PERCEPTIONS = ['劳务报酬', '报销款', '企业补贴', '开工利是'];

/** WeChat still waits for the payee, or has not begun to. */
const UNCONFIRMED: readonly TransferState[] = ['ACCEPTED', 'PROCESSING', 'WAIT_USER_CONFIRM'];
/** The money did not reach anybody, and is the merchant's again. */
const BACK: readonly TransferState[] = ['FAIL', 'CANCELLED'];
const OVER: readonly TransferState[] = ['SUCCESS', ...BACK];

export interface TransferDesk {
  /** @param serial the request's Wechatpay-Serial: the key that the name is encrypted with */
  transfer(merchant: Merchant, rawBody: string, serial: string | undefined, effect?: FaultEffect): Answer;
  query(merchant: Merchant, outBillNo: string): Answer;
  cancel(merchant: Merchant, outBillNo: string, rawBody: string): Answer;
  /** The payee confirms. With `stay` it is on its way until somebody moves it on. */
  confirm(transfer: StoredTransfer | undefined, how?: { openid?: string | undefined; stay?: boolean }): Answer;
  /** What the payee is shown; undefined where WeChat knows no such package. */
  sheet(packageInfo: string): TransferSheet | undefined;
  /** By hand, whatever it waits for. */
  move(transfer: StoredTransfer, state: TransferState, failReason?: string): void;
  /** Moves on what is due; true if anything was. */
  settleDue(): boolean;
}

/** A transfer as queries show it: without the package, which only the answer to the request carries. */
const transferView = (one: StoredTransfer): Record<string, unknown> => ({
  mch_id: one.mchid,
  out_bill_no: one.outBillNo,
  transfer_bill_no: one.transferBillNo,
  appid: one.appid,
  state: one.state,
  transfer_amount: one.amount,
  transfer_remark: one.remark,
  ...(one.failReason !== undefined && { fail_reason: one.failReason }),
  openid: one.openid,
  create_time: beijingTime(one.createdAt),
  update_time: beijingTime(one.updatedAt),
});

/** The answer to a request, the first and any that says the same. */
const accepted = (one: StoredTransfer): Record<string, unknown> => ({
  out_bill_no: one.outBillNo,
  transfer_bill_no: one.transferBillNo,
  create_time: beijingTime(one.createdAt),
  state: one.state,
  ...(one.failReason !== undefined && { fail_reason: one.failReason }),
  ...(one.state === 'WAIT_USER_CONFIRM' && { package_info: one.packageInfo }),
});

function transferNotice(one: StoredTransfer): Record<string, unknown> {
  const { appid: _, transfer_remark: __, ...notice } = transferView(one);
  return notice;
}

/** Money from a merchant's operating account to a person, who confirms it. */
export function createTransferDesk(desk: {
  books: Books;
  certificates: CertificateDesk;
  clock: Clock;
  notifier: Notifier;
}): TransferDesk {
  const { books, certificates, clock, notifier } = desk;

  /** The name in clear; a text that WeChat's key does not open is none. */
  function nameIn(merchant: Merchant, sealed: string, serial: string): string | undefined {
    const key = certificates.privateKeyOf(merchant, serial);
    try {
      const options = { key: key ?? '', padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };
      return privateDecrypt(options, Buffer.from(sealed, 'base64')).toString('utf8');
    } catch {
      return undefined;
    }
  }

  function refusalOf(merchant: Merchant, body: TransferBody): Answer | undefined {
    if (body.appid !== merchant.appid) return refuse('APPID_MCHID_NOT_MATCH', 'appid 与商户号不匹配');
    if (body.transfer_scene_id !== SCENE) return refuse('NO_AUTH', '商户未开通该转账场景');
    const reported = body.transfer_scene_report_infos.map(({ info_type }) => info_type);
    if (reported.length !== REPORTS.length || REPORTS.some((type) => !reported.includes(type))) {
      return refuse('PARAM_ERROR', `该转账场景的报备信息必须是：${REPORTS.join('、')}`);
    }
    if (body.user_recv_perception !== undefined && !PERCEPTIONS.includes(body.user_recv_perception)) {
      return refuse('PARAM_ERROR', '用户收款感知不在该转账场景的可选值内');
    }
    if (body.transfer_amount > (books.operating(merchant.mchid)?.limit ?? LIMIT)) {
      return refuse('INVALID_REQUEST', '转账金额超过单笔限额');
    }
    if (body.transfer_amount >= NAME_FROM && body.user_name === undefined) {
      return refuse('PARAM_ERROR', '转账金额大于等于 2000 元时，收款用户姓名必填');
    }
    return undefined;
  }

  /** Takes it off the operating account, or puts it back; false where it does not hold as much. */
  function drawOn(mchid: string, amount: number): boolean {
    const account = books.operating(mchid);
    if (account?.fen === undefined) return true;
    if (account.fen < amount) return false;
    books.put('operating', { ...account, fen: account.fen - amount });
    return true;
  }

  function keep(one: StoredTransfer, state: TransferState, more: Partial<StoredTransfer> = {}): StoredTransfer {
    const moved: StoredTransfer = { ...one, state, updatedAt: clock.now(), settleAt: undefined, ...more };
    books.put('transfer', moved);
    if (BACK.includes(state)) drawOn(moved.mchid, -moved.amount);
    if (OVER.includes(state) && moved.notifyUrl !== undefined) {
      notifier.enqueue({
        kind: 'transfer',
        mchid: moved.mchid,
        outBillNo: moved.outBillNo,
        url: moved.notifyUrl,
        eventType: 'MCHTRANSFER.BILL.FINISHED',
        summary: '商家转账单据终态通知',
        resource: transferNotice(moved),
      });
    }
    return moved;
  }

  /** Whom the name does not belong to: known people who have told WeChat another one. */
  const isAnother = (openid: string, name: string | undefined): boolean =>
    name !== undefined &&
    [...books.people.values()].some(
      (person) => person.openid === openid && person.realName !== undefined && person.realName !== name,
    );

  /** How far it comes at once. */
  function begin(one: StoredTransfer, name: string | undefined, effect?: FaultEffect): StoredTransfer {
    if (isAnother(one.openid, name)) return keep(one, 'FAIL', { failReason: 'NAME_NOT_CORRECT' });
    if (effect?.kind === 'closed') return keep(one, 'FAIL', { failReason: 'PAYER_ACCOUNT_ABNORMAL' });
    if (effect?.kind === 'processing') return keep(one, 'PROCESSING');
    if (effect?.kind === 'accepted') return keep(one, 'ACCEPTED', { settleAt: clock.now() });
    return keep(one, 'WAIT_USER_CONFIRM');
  }

  return {
    transfer(merchant, rawBody, serial, effect) {
      const read = readBody(transferBody, rawBody);
      if ('refusal' in read) return read.refusal;
      const { body } = read;
      const refusal = refusalOf(merchant, body);
      if (refusal) return refusal;
      const name = body.user_name === undefined ? undefined : nameIn(merchant, body.user_name, serial ?? '');
      if (body.user_name !== undefined && name === undefined) {
        return refuse('PARAM_ERROR', '收款用户姓名解密失败，请检查 Wechatpay-Serial');
      }
      // Encrypted anew, a name is another text: what it says counts.
      const content = canonical({ ...body, user_name: name });
      const existing = books.transfer(merchant.mchid, body.out_bill_no);
      if (existing) {
        return existing.content === content
          ? done(accepted(existing))
          : refuse('INVALID_REQUEST', '商户单号已存在，参数与原请求不一致');
      }
      if (effect?.kind === 'notEnough' || !drawOn(merchant.mchid, body.transfer_amount)) {
        return refuse('NOT_ENOUGH', '运营账户余额不足');
      }
      const created: StoredTransfer = {
        mchid: merchant.mchid,
        outBillNo: body.out_bill_no,
        transferBillNo: `133${randomDigits(36)}`,
        appid: body.appid,
        openid: body.openid,
        amount: body.transfer_amount,
        remark: body.transfer_remark,
        ...(body.notify_url !== undefined && { notifyUrl: body.notify_url }),
        state: 'ACCEPTED',
        content,
        packageInfo: `${randomText(64)}==`,
        createdAt: clock.now(),
        updatedAt: clock.now(),
      };
      return done(accepted(begin(created, name, effect)));
    },

    query(merchant, outBillNo) {
      const one = books.transfer(merchant.mchid, outBillNo);
      return one ? done(transferView(one)) : refuse('NOT_FOUND', '转账单不存在');
    },

    cancel(merchant, outBillNo, rawBody) {
      if (rawBody !== '') return refuse('PARAM_ERROR', '请求体必须为空');
      const one = books.transfer(merchant.mchid, outBillNo);
      if (!one) return refuse('NOT_FOUND', '转账单不存在');
      const asked = one.state === 'CANCELING' || one.state === 'CANCELLED';
      if (!asked && !UNCONFIRMED.includes(one.state)) return refuse('INVALID_REQUEST', '当前状态不支持撤销');
      const {
        outBillNo: out_bill_no,
        transferBillNo: transfer_bill_no,
        state,
        updatedAt,
      } = asked ? one : keep(one, 'CANCELING', { settleAt: clock.now() });
      return done({ out_bill_no, transfer_bill_no, state, update_time: beijingTime(updatedAt) });
    },

    confirm(one, { openid, stay = false } = {}) {
      if (!one) return refuse('NOT_FOUND', '转账单不存在');
      if (openid !== undefined && openid !== one.openid) return refuse('INVALID_REQUEST', '收款用户与当前用户不一致');
      // On its way it may be confirmed again: nothing more comes of it.
      if (one.state !== 'WAIT_USER_CONFIRM' && one.state !== 'TRANSFERING') {
        return refuse('INVALID_REQUEST', one.state === 'SUCCESS' ? '已经收过款了' : '这笔转账已失效');
      }
      if (one.state === 'WAIT_USER_CONFIRM') keep(one, 'TRANSFERING', stay ? {} : { settleAt: clock.now() });
      return done({ outBillNo: one.outBillNo, amount: one.amount });
    },

    sheet(packageInfo) {
      const one = books.byPackage(packageInfo);
      if (!one) return undefined;
      const { outBillNo, amount, remark, state } = one;
      return {
        package: packageInfo,
        payer: books.merchants.get(one.mchid)?.name ?? '',
        outBillNo,
        amount,
        remark,
        state,
      };
    },

    move(one, state, failReason) {
      keep(one, state, failReason === undefined ? {} : { failReason });
    },

    settleDue() {
      const now = clock.now();
      const moving = books.movingTransfers();
      const overdue = moving.filter(
        ({ state, createdAt }) => UNCONFIRMED.includes(state) && createdAt + CONFIRM_WITHIN <= now,
      );
      for (const one of overdue) keep(one, 'FAIL', { failReason: 'OVERDUE_CLOSE' });
      const due = moving.filter((one) => !overdue.includes(one) && one.settleAt !== undefined && one.settleAt <= now);
      const next: Partial<Record<TransferState, TransferState>> = {
        ACCEPTED: 'WAIT_USER_CONFIRM',
        TRANSFERING: 'SUCCESS',
        CANCELING: 'CANCELLED',
      };
      for (const one of due) keep(one, next[one.state] ?? one.state);
      return overdue.length + due.length > 0;
    },
  };
}
