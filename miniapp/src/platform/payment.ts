/** What is asked of a payment sheet, and what a person may do with it. */
import type { Output } from '../../../shared/contracts/contracts';

/** What a placed order answers: the parameters of wx.requestPayment, the amount, and who gets it. */
export type PaymentRequest = Output<'order.pay'>['payment'];

export type PaymentOutcome = 'done' | 'cancelled' | 'failed';
