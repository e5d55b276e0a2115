/** The privacy policy in plain words. A change of what is kept, why, or how long raises POLICY_EDITION with it. */
import { POLICY_EDITION } from '../../../../shared/domain/consent';

const [year, month] = POLICY_EDITION.split('-');

export const EDITION = `${year} 年 ${Number(month)} 月版`;

/** What is kept, what for, and until when. */
export const kept = [
  {
    what: '微信给的编号',
    why: '用来认出你是你：登录、付款、退款都靠它。我们不会拿到你的微信号和手机号。',
    until: '存到你注销账号',
  },
  {
    what: '名字和头像',
    why: '你自己写、自己选的。一起拼团的朋友会看到，先由微信看过有没有不合适的内容。',
    until: '存到你换掉或注销账号',
  },
  {
    what: '收货人、电话、地址',
    why: '只用来送货、自提和售后。交给商家，由商家交给快递。',
    until: '地址簿里的随时可以删；订单里的存到你注销账号',
  },
  {
    what: '订单、付款、退款、售后',
    why: '你买了什么、付了多少、退了多少；售后时写的话和传的图片。',
    until: '至少存 3 年（电子商务法的要求）；注销后只留金额和编号，看不出是谁',
  },
  {
    what: '分享和佣金',
    why: '谁打开了你分享的卡片、你是从谁的卡片来的，用来算佣金。',
    until: '存到你注销账号；佣金的账只留金额',
  },
  {
    what: '提现和真实姓名',
    why: '提现的金额、手续费和代扣的税。一次满 2000 元，微信要核对真实姓名：加密保存，只交给微信支付。',
    until: '姓名在这笔提现结束时删掉；提现的账存到你注销账号，之后只留金额',
  },
  {
    what: '打开过的分享',
    why: '打开了哪一个、什么时候、从聊天、群还是扫码来，用来数分享带来了多少人。没登录时只有手机上存的一个随机编号。',
    until: '一般存 400 天；注销后看不出是谁',
  },
  {
    what: '登录的设备和大致地点',
    why: '浏览器的种类、城市或一段网络地址，让你看得出是不是自己登录的；提现时也看是不是很多账号出自一处。',
    until: '30 天不用就删',
  },
] as const;

/** Who else sees something of it. */
export const others = [
  '一起拼团的人：你的名字和头像。',
  '带你来的人：打了码的名字（周*满）、买了什么、这一单的金额和佣金。',
  '商家：你的名字、头像、订单，和送货要用的地址电话。',
  '微信和微信支付：付款、退款、发货和提醒要用的内容，还有需要看一遍的名字、头像。',
  '没有别人。我们不卖也不换个人信息，不用来做广告。',
] as const;

/** What one may do about it, and where. */
export const yours = [
  { what: '看和改', how: '名字、头像、地址都在「我的」里，改了就生效。' },
  { what: '带走', how: '我的 › 设置 › 整理一份，拿到关于你的全部内容。' },
  { what: '撤回同意', how: '就在这一页下面。撤回以后不再记新的内容。' },
  { what: '注销', how: '我的 › 设置 › 注销账号。没有了结的订单和没提走的钱要先处理完。' },
] as const;
