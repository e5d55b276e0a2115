/**
 * MONEY TO A PERSON (WeChat Pay v3, 商家转账 transfer-bills): the body of a request, and what WeChat says of one. The
 * promoter confirms it in WeChat; unconfirmed it lapses after a day.
 */
import { constants, publicEncrypt } from 'node:crypto';
import { z } from 'zod';
import type { WechatTransferStatus } from '../../shared/domain/withdrawal';
import type { Fen } from '../../shared/money';
import type { Ms } from '../../shared/time';
import type { PaymentAccount } from './paymentAccount';
import { time } from './shapes';

/** The exact body: saved before it is sent, and sent again unchanged under the same number. */
export interface TransferRequest {
  appid: string;
  out_bill_no: string;
  transfer_scene_id: string;
  openid: string;
  /** Encrypted; from ¥2 000 on WeChat wants it. */
  user_name?: string;
  transfer_amount: Fen;
  transfer_remark: string;
  notify_url: string;
  user_recv_perception: string;
  transfer_scene_report_infos: { info_type: string; info_content: string }[];
}

/** 佣金报酬; it takes exactly these two reports (商家转账 场景报备). */
const SCENE = '1005';
const REPORTS = [
  { info_type: '岗位类型', info_content: '分销员' },
  { info_type: '报酬说明', info_content: '推广佣金' },
];
/** What the person reads in WeChat. [R: one of the scene's own words] */
const PERCEPTION = '劳务报酬';

export function transferRequest(
  { appid }: Pick<PaymentAccount, 'appid'>,
  transfer: { outBillNo: string; openid: string; amount: Fen; userName?: string | undefined; notifyUrl: string },
): TransferRequest {
  return {
    appid,
    out_bill_no: transfer.outBillNo,
    transfer_scene_id: SCENE,
    openid: transfer.openid,
    ...(transfer.userName !== undefined && { user_name: transfer.userName }),
    transfer_amount: transfer.amount,
    transfer_remark: '佣金提现',
    notify_url: transfer.notifyUrl,
    user_recv_perception: PERCEPTION,
    transfer_scene_report_infos: REPORTS,
  };
}

/**
 * A secret that only WeChat Pay can read (敏感信息加密: RSA-OAEP with SHA-1), and the serial of the key, which the request
 * must name. undefined while the account knows no key that WeChat has.
 */
export function encryptFor(
  account: Pick<PaymentAccount, 'publicKeyId' | 'publicKey' | 'platformCertificates'>,
  plain: string,
  now: Ms,
): { readonly text: string; readonly serial: string } | undefined {
  const key = keyOf(account, now);
  if (!key) return undefined;
  const options = { key: key.pem, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };
  return { text: publicEncrypt(options, Buffer.from(plain)).toString('base64'), serial: key.serial };
}

/** The public key, else the certificate that is valid for longest. */
function keyOf(
  { publicKeyId, publicKey, platformCertificates = {} }: Parameters<typeof encryptFor>[0],
  now: Ms,
): { readonly serial: string; readonly pem: string } | undefined {
  if (publicKeyId !== undefined && publicKey !== undefined) return { serial: publicKeyId, pem: publicKey };
  const living = Object.entries(platformCertificates).filter(([, { from, until }]) => from <= now && now < until);
  const [newest] = living.sort(([, a], [, b]) => b.until - a.until);
  return newest && { serial: newest[0], pem: newest[1].certificate };
}

/** What WeChat Pay says about a transfer, asked or notified. */
export interface Transfer {
  outBillNo: string;
  /** WeChat's own number. */
  transferBillNo?: string | undefined;
  status: WechatTransferStatus;
  /** Absent in the answer to the request itself. */
  amount?: Fen | undefined;
  openid?: string | undefined;
  mchid?: string | undefined;
  /** What `wx.requestMerchantTransfer` is given: in the answer to the request alone, with WAIT_USER_CONFIRM. */
  packageInfo?: string | undefined;
  failure?: string | undefined;
  createdAt?: Ms | undefined;
  updatedAt?: Ms | undefined;
}

const text = z.string().min(1);
const words = z.string().nullish();
/** WeChat's reason is shown and kept: a code of a few letters. */
const REASON_MAX = 64;
const transfer = z
  .object({
    out_bill_no: text,
    transfer_bill_no: text.optional(),
    state: z.enum([
      'ACCEPTED',
      'PROCESSING',
      'WAIT_USER_CONFIRM',
      'TRANSFERING',
      'SUCCESS',
      'FAIL',
      'CANCELING',
      'CANCELLED',
    ]),
    // Queries and notifications say mch_id; [R] some descriptions of the notification say mchid.
    mch_id: text.optional(),
    mchid: text.optional(),
    openid: text.optional(),
    transfer_amount: z.number().int().nonnegative().optional(),
    package_info: words,
    fail_reason: words,
    create_time: time.optional(),
    update_time: time.optional(),
  })
  .transform(
    (value): Transfer => ({
      outBillNo: value.out_bill_no,
      transferBillNo: value.transfer_bill_no,
      status: value.state,
      amount: value.transfer_amount,
      openid: value.openid,
      mchid: value.mch_id ?? value.mchid,
      packageInfo: value.package_info || undefined,
      failure: value.fail_reason?.slice(0, REASON_MAX) || undefined,
      createdAt: value.create_time,
      updatedAt: value.update_time,
    }),
  );

/** Reads a decrypted resource or an answer's JSON; undefined for anything of another shape. */
export const readTransfer = (value: unknown): Transfer | undefined => transfer.safeParse(value).data;
