/** The table from endpoint to use case. The contract decides who may come this far. */
import type { EndpointName, Output, Parsed } from '../../shared/contracts/contracts';
import type { RefusalCode } from '../../shared/refusals';
import { ok, type Result } from '../../shared/result';
import { deleteAccount, previewDelete } from '../usecases/account';
import { listAddresses, removeAddress, saveAddress } from '../usecases/address';
import {
  agreeAfterSale,
  askAfterSale,
  cancelAfterSale,
  confirmReturn,
  getAfterSale,
  inspectAfterSale,
  listMyAfterSales,
  listShopAfterSales,
  quoteAfterSale,
  refuseAfterSale,
  sendBack,
} from '../usecases/afterSale';
import type { App } from '../usecases/app';
import { cancel, help, start } from '../usecases/bargain';
import { bargainBoard } from '../usecases/bargainFigures';
import { getBargain, getOffer, getProof, listMyBargains, listOffers } from '../usecases/bargainView';
import {
  endCampaign,
  getCampaign,
  inspectGroup,
  listCampaignBargains,
  listCampaignGroups,
  listCampaignPayments,
  listMerchantCampaigns,
  listVersions,
  pauseCampaign,
  previewEnd,
  publishFromDesk,
  resumeCampaign,
} from '../usecases/campaign';
import { campaignBoard, campaignMoney } from '../usecases/campaignFigures';
import { shareActivity } from '../usecases/cardActivity';
import { countCart, getCart, putCart } from '../usecases/cart';
import { listChangeLog } from '../usecases/changeLog';
import { enterChat } from '../usecases/chat';
import { getCommissionPolicy, listOwnPolicies, setCommissionPolicy, setOwnPolicy } from '../usecases/commissionPolicy';
import { approveDesk, denyDesk, type Polled, pollDesk, scanDesk, startDesk } from '../usecases/desk';
import { dropDraft, getDraft, keepDraft, listDrafts } from '../usecases/draft';
import { getEarnings, listEarnings } from '../usecases/earnings';
import { explainCommission, inspectCommission } from '../usecases/explanation';
import { exportOwn } from '../usecases/export';
import { financeBoard, financeJournals } from '../usecases/finance';
import { exportFission, fissionBoard, fissionTree } from '../usecases/fission';
import { getGroup, leave, listMyGroups } from '../usecases/groupBuy';
import { acceptInvite, getInvitation, invite, linkInvite, listInvites, revokeInvite } from '../usecases/invite';
import { listMembers, removeMember, setMemberRole } from '../usecases/member';
import { listTemplates } from '../usecases/message';
import {
  cancelOrder,
  checkPayment,
  getOrder,
  listMyOrders,
  payOrder,
  quoteOrder,
  receiveOrder,
} from '../usecases/order';
import { checkPaymentAccount, getPaymentAccount, setPaymentAccount } from '../usecases/paymentKeys';
import {
  approvePayout,
  getPayout,
  getPayoutSettings,
  liftPayoutStop,
  listPayouts,
  refusePayout,
  setPayoutSettings,
} from '../usecases/payout';
import { answerPolicy, listMemberships, me } from '../usecases/person';
import { placeOrder } from '../usecases/placeOrder';
import {
  addShop,
  closeAlarmByHand,
  freeze,
  getShop,
  inviteOwner,
  linkOwner,
  listAllAlarms,
  listShops,
  revokeOwner,
  setLimits,
  unfreeze,
} from '../usecases/platform';
import { getFacts } from '../usecases/preflight';
import { getProduct, searchProducts } from '../usecases/product';
import { saveProfile } from '../usecases/profile';
import { listPromoterPeople, listPromoterShares, promoterSummary, promoterTree } from '../usecases/promoter';
import { getDay, listDays, runDay } from '../usecases/reconciliation';
import {
  correctReferral,
  getReferral,
  getReferralPolicy,
  setReferralPolicy,
  suspendPromoter,
} from '../usecases/referral';
import { payRefundByHand } from '../usecases/refund';
import {
  type Caller,
  createSession,
  endOtherSession,
  endSession,
  listSessions,
  type Origin,
  renewSession,
  type Session,
} from '../usecases/session';
import { getSettlement, listSettlements, owedBy, runSettlement } from '../usecases/settlement';
import { claimVisits, createShare, open } from '../usecases/share';
import { shareCode, shareLink } from '../usecases/shareCode';
import { shopHome } from '../usecases/shop';
import {
  countShopOrders,
  exportShopOrders,
  findPickUp,
  getShopOrder,
  listOrdersOfShop,
  noteShopOrder,
  pickUpOrder,
  quoteShopRefund,
  refundShopOrder,
  shipMany,
  shipOrder,
} from '../usecases/shopOrder';
import {
  archiveProduct,
  exportProducts,
  getChoices,
  inspectProduct,
  keepProduct,
  listShopProducts,
  restoreProduct,
  setCategories,
  setStock,
} from '../usecases/shopProduct';
import { getShopSettings, setShopSettings } from '../usecases/shopSettings';
import { pastOf } from '../usecases/simulator';
import { getStatement, listStatements } from '../usecases/statement';
import { closeTaskByHand, listTasks } from '../usecases/task';
import { todayBoard } from '../usecases/today';
import {
  askWithdrawal,
  cancelWithdrawal,
  checkWithdrawal,
  confirmWithdrawal,
  getWithdrawal,
  listOwnWithdrawals,
  quoteOwnWithdrawal,
  renewWithdrawal,
} from '../usecases/withdrawal';
import { withToken } from './token';

/** `caller` is absent only where the contract says `public`. */
type Handler<K extends EndpointName> = (
  app: App,
  input: Parsed<K>,
  caller: Caller | undefined,
  origin: Origin,
) => Promise<Result<Output<K>, RefusalCode>>;

/** Where the contract asks for a person, one is there. */
function person<K extends EndpointName>(
  handle: (app: App, input: Parsed<K>, caller: Caller) => Promise<Result<Output<K>, RefusalCode>>,
): Handler<K> {
  return (app, input, caller) => {
    if (!caller) throw new Error('a handler for persons was called by nobody');
    return handle(app, input, caller);
  };
}

const tokened = (app: App, session: Result<Session, RefusalCode>): Result<Output<'session.create'>, RefusalCode> =>
  session.ok ? ok(withToken(app, session.value)) : session;

const deskTokened = (app: App, polled: Result<Polled, RefusalCode>): Result<Output<'desk.poll'>, RefusalCode> => {
  if (!polled.ok) return polled;
  const { value } = polled;
  return ok(value.status === 'approved' ? { ...value, session: withToken(app, value.session) } : value);
};

export const handlers: { readonly [K in EndpointName]: Handler<K> } = {
  'session.create': async (app, { code }, _, origin) => tokened(app, await createSession(app, code, origin)),
  'session.renew': async (app, { renewal }) => tokened(app, await renewSession(app, renewal)),
  'session.end': person((app, _, caller) => endSession(app, caller)),
  'session.list': person((app, _, caller) => listSessions(app, caller)),
  'session.endOther': person((app, { sessionId }, caller) => endOtherSession(app, caller, sessionId)),
  'desk.start': (app, _input, _caller, origin) => startDesk(app, origin),
  'desk.poll': async (app, { secret }) => deskTokened(app, await pollDesk(app, secret)),
  'desk.scan': person((app, input, caller) => scanDesk(app, caller, input)),
  'desk.approve': person((app, input, caller) => approveDesk(app, caller, input)),
  'desk.deny': person((app, input, caller) => denyDesk(app, caller, input)),
  'person.me': person((app, _, { userId }) => me(app, userId)),
  'person.memberships': person((app, _, { userId }) => listMemberships(app, userId)),
  'address.list': person((app, _, { userId }) => listAddresses(app, userId)),
  'address.save': person((app, input, { userId }) => saveAddress(app, userId, input)),
  'address.remove': person((app, input, { userId }) => removeAddress(app, userId, input)),
  'person.export': person((app, input, { userId }) => exportOwn(app, userId, input)),
  'person.previewDelete': person((app, _, { userId }) => previewDelete(app, userId)),
  'person.delete': person((app, _, { userId }) => deleteAccount(app, userId)),
  'person.saveProfile': person((app, input, { userId }) => saveProfile(app, userId, input)),
  'person.consent': person((app, input, { userId }) => answerPolicy(app, userId, input)),
  'shop.home': (app, input, caller) => shopHome(app, caller?.userId, input),
  'product.get': (app, input, caller) => getProduct(app, caller?.userId, input),
  'product.search': (app, input) => searchProducts(app, input),
  'product.listShop': (app, input) => listShopProducts(app, input),
  'product.inspect': (app, input) => inspectProduct(app, input),
  'product.export': (app, input) => exportProducts(app, input),
  'product.choices': (app, input) => getChoices(app, input),
  'product.save': person((app, input, { userId }) => keepProduct(app, userId, input)),
  'product.archive': (app, input) => archiveProduct(app, input),
  'product.restore': (app, input) => restoreProduct(app, input),
  'product.setStock': (app, input) => setStock(app, input),
  'product.setCategories': (app, input) => setCategories(app, input),
  'bargain.listOffers': (app, input) => listOffers(app, input),
  'bargain.offer': (app, input, caller) => getOffer(app, caller?.userId, input),
  'bargain.start': person((app, input, { userId }) => start(app, userId, input)),
  'bargain.get': (app, input, caller) => getBargain(app, caller?.userId, input),
  'bargain.help': person((app, input, { userId }) => help(app, userId, input)),
  'bargain.cancel': person((app, input, { userId }) => cancel(app, userId, input)),
  'bargain.listMine': person((app, input, { userId }) => listMyBargains(app, userId, input)),
  'bargain.proof': (app, input) => getProof(app, input),
  'group.get': (app, input, caller) => getGroup(app, caller?.userId, input),
  'group.leave': person((app, input, { userId }) => leave(app, userId, input)),
  'group.listMine': person((app, input, { userId }) => listMyGroups(app, userId, input)),
  'share.create': person((app, input, { userId }) => createShare(app, userId, input)),
  'share.open': (app, input, caller, { robot = false }) => open(app, { userId: caller?.userId, robot }, input),
  'share.claim': person((app, input, { userId }) => claimVisits(app, userId, input)),
  'cart.get': person((app, input, { userId }) => getCart(app, userId, input)),
  'cart.put': person((app, input, { userId }) => putCart(app, userId, input)),
  'cart.count': person((app, input, { userId }) => countCart(app, userId, input)),
  'order.quote': person((app, input, { userId }) => quoteOrder(app, userId, input)),
  'order.place': person((app, input, { userId }) => placeOrder(app, userId, input)),
  'order.pay': person((app, { orderId }, { userId }) => payOrder(app, userId, orderId)),
  'order.checkPayment': person((app, { orderId }, { userId }) => checkPayment(app, userId, orderId)),
  'order.get': person((app, { orderId }, { userId }) => getOrder(app, userId, orderId)),
  'order.list': person((app, input, { userId }) => listMyOrders(app, userId, input)),
  'order.cancel': person((app, { orderId }, { userId }) => cancelOrder(app, userId, orderId)),
  'order.receive': person((app, { orderId }, { userId }) => receiveOrder(app, userId, orderId)),
  'afterSale.quote': person((app, input, { userId }) => quoteAfterSale(app, userId, input)),
  'afterSale.ask': person((app, input, { userId }) => askAfterSale(app, userId, input)),
  'afterSale.get': person((app, input, { userId }) => getAfterSale(app, userId, input)),
  'afterSale.listMine': person((app, input, { userId }) => listMyAfterSales(app, userId, input)),
  'afterSale.cancel': person((app, input, { userId }) => cancelAfterSale(app, userId, input)),
  'afterSale.sendBack': person((app, input, { userId }) => sendBack(app, userId, input)),
  'afterSale.list': (app, input) => listShopAfterSales(app, input),
  'afterSale.inspect': (app, input) => inspectAfterSale(app, input),
  'afterSale.agree': person((app, input, { userId }) => agreeAfterSale(app, userId, input)),
  'afterSale.refuse': person((app, input, { userId }) => refuseAfterSale(app, userId, input)),
  'afterSale.confirmReturn': person((app, input, { userId }) => confirmReturn(app, userId, input)),
  'shopOrder.list': (app, input) => listOrdersOfShop(app, input),
  'shopOrder.counts': person((app, input, { userId }) => countShopOrders(app, userId, input)),
  'shopOrder.get': (app, input) => getShopOrder(app, input),
  'shopOrder.ship': person((app, input, { userId }) => shipOrder(app, userId, input)),
  'shopOrder.shipMany': person((app, input, { userId }) => shipMany(app, userId, input)),
  'shopOrder.export': (app, input) => exportShopOrders(app, input),
  'shopOrder.findPickUp': (app, input) => findPickUp(app, input),
  'shopOrder.pickUp': person((app, input, { userId }) => pickUpOrder(app, userId, input)),
  'shopOrder.refund': person((app, input, { userId }) => refundShopOrder(app, userId, input)),
  'shopOrder.quoteRefund': (app, input) => quoteShopRefund(app, input),
  'shopOrder.note': person((app, input, { userId }) => noteShopOrder(app, userId, input)),
  'campaign.list': (app, input) => listMerchantCampaigns(app, input),
  'campaign.get': (app, input) => getCampaign(app, input),
  'campaign.listGroups': (app, input) => listCampaignGroups(app, input),
  'campaign.inspectGroup': (app, input) => inspectGroup(app, input),
  'campaign.listBargains': (app, input) => listCampaignBargains(app, input),
  'campaign.publish': person((app, input, { userId }) => publishFromDesk(app, userId, input)),
  'campaign.listVersions': person((app, input, { userId }) => listVersions(app, userId, input)),
  'preflight.facts': (app, input) => getFacts(app, input),
  'simulator.past': (app, input) => pastOf(app, input),
  'draft.list': (app, input) => listDrafts(app, input),
  'draft.get': (app, input) => getDraft(app, input),
  'draft.save': person((app, input, { userId }) => keepDraft(app, userId, input)),
  'draft.remove': (app, input) => dropDraft(app, input),
  'campaign.pause': person((app, input, { userId }) => pauseCampaign(app, userId, input)),
  'campaign.resume': person((app, input, { userId }) => resumeCampaign(app, userId, input)),
  'campaign.listPayments': (app, input) => listCampaignPayments(app, input),
  'campaign.previewEnd': (app, input) => previewEnd(app, input),
  'campaign.end': person((app, input, { userId }) => endCampaign(app, userId, input)),
  'earnings.get': person((app, { merchantId }, { userId }) => getEarnings(app, userId, merchantId)),
  'earnings.list': person((app, input, { userId }) => listEarnings(app, userId, input)),
  'reconciliation.list': (app, input) => listDays(app, input),
  'reconciliation.get': (app, input) => getDay(app, input),
  'reconciliation.run': (app, input) => runDay(app, input),
  'chat.enter': person((app, input, caller) => enterChat(app, caller, input)),
  'message.templates': (app) => listTemplates(app),
  'task.list': (app, input) => listTasks(app, input),
  'task.close': (app, input) => closeTaskByHand(app, input),
  'share.code': person((app, input, { userId }) => shareCode(app, userId, input)),
  'share.link': person((app, input, { userId }) => shareLink(app, userId, input)),
  'share.activity': person((app, input, { userId }) => shareActivity(app, userId, input)),
  'fission.board': (app, input) => fissionBoard(app, input),
  'fission.export': (app, input) => exportFission(app, input),
  'fission.tree': (app, input) => fissionTree(app, input),
  'bargainFigures.board': (app, input) => bargainBoard(app, input),
  'campaignFigures.board': (app, input) => campaignBoard(app, input),
  'campaignFigures.money': (app, input) => campaignMoney(app, input),
  'referral.policy': (app, input) => getReferralPolicy(app, input),
  'referral.setPolicy': person((app, input, { userId }) => setReferralPolicy(app, userId, input)),
  'referral.get': (app, input) => getReferral(app, input),
  'referral.correct': person((app, input, { userId }) => correctReferral(app, userId, input)),
  'referral.suspend': person((app, input, { userId }) => suspendPromoter(app, userId, input)),
  'promoter.summary': person((app, input, { userId }) => promoterSummary(app, userId, input)),
  'promoter.shares': person((app, input, { userId }) => listPromoterShares(app, userId, input)),
  'promoter.people': person((app, input, { userId }) => listPromoterPeople(app, userId, input)),
  'promoter.tree': person((app, input, { userId }) => promoterTree(app, userId, input)),
  'commission.explain': person((app, input, { userId }) => explainCommission(app, userId, input)),
  'commission.inspect': (app, input) => inspectCommission(app, input),
  'withdrawal.quote': person((app, input, { userId }) => quoteOwnWithdrawal(app, userId, input)),
  'withdrawal.ask': person((app, input, { userId }) => askWithdrawal(app, userId, input)),
  'withdrawal.get': person((app, input, { userId }) => getWithdrawal(app, userId, input)),
  'withdrawal.list': person((app, input, { userId }) => listOwnWithdrawals(app, userId, input)),
  'withdrawal.check': person((app, input, { userId }) => checkWithdrawal(app, userId, input)),
  'withdrawal.confirm': person((app, input, { userId }) => confirmWithdrawal(app, userId, input)),
  'withdrawal.renew': person((app, input, { userId }) => renewWithdrawal(app, userId, input)),
  'withdrawal.cancel': person((app, input, { userId }) => cancelWithdrawal(app, userId, input)),
  'payout.list': (app, input) => listPayouts(app, input),
  'payout.get': person((app, input, { userId }) => getPayout(app, userId, input)),
  'payout.approve': person((app, input, { userId }) => approvePayout(app, userId, input)),
  'payout.refuse': person((app, input, { userId }) => refusePayout(app, userId, input)),
  'shopSettings.get': (app, input) => getShopSettings(app, input),
  'shopSettings.set': (app, input) => setShopSettings(app, input),
  'paymentAccount.get': (app, input) => getPaymentAccount(app, input),
  'paymentAccount.check': (app, input) => checkPaymentAccount(app, input),
  'paymentAccount.set': (app, input) => setPaymentAccount(app, input),
  'payout.settings': (app, input) => getPayoutSettings(app, input),
  'payout.setSettings': (app, input) => setPayoutSettings(app, input),
  'payout.liftStop': person((app, input, { userId }) => liftPayoutStop(app, userId, input)),
  'settlement.owed': (app, input) => owedBy(app, input),
  'settlement.run': person((app, input, { userId }) => runSettlement(app, userId, input)),
  'settlement.get': (app, input) => getSettlement(app, input),
  'settlement.list': (app, input) => listSettlements(app, input),
  'finance.board': (app, input) => financeBoard(app, input),
  'today.board': person((app, input, { userId }) => todayBoard(app, userId, input)),
  'finance.journals': (app, input) => financeJournals(app, input),
  'statement.list': person((app, input, { userId }) => listStatements(app, userId, input)),
  'statement.get': person((app, input, { userId }) => getStatement(app, userId, input)),
  'commissionPolicy.get': (app, input) => getCommissionPolicy(app, input),
  'commissionPolicy.set': person((app, input, { userId }) => setCommissionPolicy(app, userId, input)),
  'commissionPolicy.listOwn': (app, input) => listOwnPolicies(app, input),
  'commissionPolicy.setOwn': person((app, input, { userId }) => setOwnPolicy(app, userId, input)),
  'member.list': person((app, input, { userId }) => listMembers(app, userId, input)),
  'member.setRole': (app, input) => setMemberRole(app, input),
  'member.remove': (app, input) => removeMember(app, input),
  'member.invite': person((app, input, { userId }) => invite(app, userId, input)),
  'member.link': (app, input) => linkInvite(app, input),
  'member.invites': (app, input) => listInvites(app, input),
  'member.revoke': (app, input) => revokeInvite(app, input),
  'member.invitation': (app, input, caller) => getInvitation(app, caller?.userId, input),
  'member.accept': person((app, input, { userId }) => acceptInvite(app, userId, input)),
  'changeLog.list': (app, input) => listChangeLog(app, input),
  'platform.listMerchants': (app, input) => listShops(app, input),
  'platform.getMerchant': (app, input) => getShop(app, input),
  'platform.addMerchant': person((app, input, { userId }) => addShop(app, userId, input)),
  'platform.inviteOwner': person((app, input, { userId }) => inviteOwner(app, userId, input)),
  'platform.linkOwner': (app, input) => linkOwner(app, input),
  'platform.revokeInvite': (app, input) => revokeOwner(app, input),
  'platform.setLimits': (app, input) => setLimits(app, input),
  'platform.freeze': person((app, input, { userId }) => freeze(app, userId, input)),
  'platform.unfreeze': person((app, input, { userId }) => unfreeze(app, userId, input)),
  'platform.listAlarms': (app, input) => listAllAlarms(app, input),
  'platform.closeAlarm': person((app, input, { userId }) => closeAlarmByHand(app, userId, input)),
  'refund.payByHand': person((app, input, { userId }) => payRefundByHand(app, userId, input)),
};
