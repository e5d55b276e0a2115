/** EVERY ENDPOINT: `POST /api/<name>` with a JSON body. Server, app, documents and tests are made from this table. */
import type { z } from 'zod';
import { accountContracts } from './account';
import { addressContracts } from './address';
import { afterSaleContracts } from './afterSale';
import { bargainContracts } from './bargain';
import { bargainFiguresContracts } from './bargainFigures';
import { campaignContracts } from './campaign';
import { campaignFiguresContracts } from './campaignFigures';
import { cartContracts } from './cart';
import { changeLogContracts } from './changeLog';
import { chatContracts } from './chat';
import { commissionContracts } from './commission';
import { commissionPolicyContracts } from './commissionPolicy';
import { deskContracts } from './desk';
import { draftContracts } from './draft';
import { earningsContracts } from './earnings';
import { financeContracts } from './finance';
import { fissionContracts } from './fission';
import { groupContracts } from './groupBuy';
import { memberContracts } from './member';
import { messageContracts } from './message';
import { orderContracts } from './order';
import { paymentAccountContracts } from './paymentAccount';
import { payoutContracts } from './payout';
import { personContracts } from './person';
import { platformContracts } from './platform';
import { preflightContracts } from './preflight';
import { productContracts } from './product';
import { promoterContracts } from './promoter';
import { reconciliationContracts } from './reconciliation';
import { referralContracts } from './referral';
import { refundContracts } from './refund';
import { sessionContracts } from './session';
import { settlementContracts } from './settlement';
import { shareContracts } from './share';
import { shopContracts } from './shop';
import { shopOrderContracts } from './shopOrder';
import { shopProductContracts } from './shopProduct';
import { shopSettingsContracts } from './shopSettings';
import { simulatorContracts } from './simulator';
import { statementContracts } from './statement';
import { taskContracts } from './task';
import { todayContracts } from './today';
import { withdrawalContracts } from './withdrawal';

export const contracts = {
  ...sessionContracts,
  ...deskContracts,
  ...personContracts,
  ...accountContracts,
  ...addressContracts,
  ...shopContracts,
  ...productContracts,
  ...shopProductContracts,
  ...groupContracts,
  ...bargainContracts,
  ...shareContracts,
  ...cartContracts,
  ...orderContracts,
  ...afterSaleContracts,
  ...shopOrderContracts,
  ...campaignContracts,
  ...draftContracts,
  ...preflightContracts,
  ...simulatorContracts,
  ...earningsContracts,
  ...reconciliationContracts,
  ...chatContracts,
  ...messageContracts,
  ...taskContracts,
  ...refundContracts,
  ...promoterContracts,
  ...commissionContracts,
  ...referralContracts,
  ...fissionContracts,
  ...bargainFiguresContracts,
  ...campaignFiguresContracts,
  ...commissionPolicyContracts,
  ...withdrawalContracts,
  ...statementContracts,
  ...settlementContracts,
  ...payoutContracts,
  ...shopSettingsContracts,
  ...paymentAccountContracts,
  ...financeContracts,
  ...todayContracts,
  ...memberContracts,
  ...changeLogContracts,
  ...platformContracts,
};

export type Contracts = typeof contracts;
export type EndpointName = keyof Contracts;

/** What a caller sends (before defaults). */
export type Input<K extends EndpointName> = z.input<Contracts[K]['input']>;
/** What a handler receives (after defaults). */
export type Parsed<K extends EndpointName> = z.output<Contracts[K]['input']>;
/** What comes back. */
export type Output<K extends EndpointName> = z.output<Contracts[K]['output']>;
