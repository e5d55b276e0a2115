import { View } from '@tarojs/components';
import { useState } from 'react';
import { asButton } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { call, type Problem } from '../../platform/api';
import { scanned } from '../../platform/scan';
import { isWeapp } from '../../platform/target';
import { Company, lastCompany, rememberCompany } from '../components/Company';
import { Decision } from '../components/Decision';
import { Field } from '../components/Field';
import { allOf, countOf, Pieces, someOf } from '../components/Pieces';
import type { OrderDetail } from '../words/order';
import { asNumber, companyProblem, numberProblem } from '../words/parcel';

interface Props {
  order: OrderDetail;
  merchantId: string;
  /** Shows the order as it is now. */
  onShipped: () => Promise<void>;
  onClose: () => void;
}

/** One parcel: who carries it, its number, and which pieces are in it. Mounted while it is open. */
export function Ship({ order, merchantId, onShipped, onClose }: Props) {
  const { id: orderId, lines, toSend } = order;
  const [company, setCompany] = useState(lastCompany);
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(() => allOf(toSend));
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  const trackingNumber = asNumber(typed);
  const some = someOf(chosen);
  const [count, left] = [countOf(some), countOf(toSend)];
  const wrong = companyProblem(company) ?? numberProblem(trackingNumber);

  async function scanNumber(): Promise<void> {
    const number = await scanned('barCode');
    if (number !== undefined) setTyped(number);
  }

  async function ship(): Promise<void> {
    setTried(true);
    if (wrong !== undefined) return;
    setBusy(true);
    setProblem(undefined);
    // All that is left is the order's to say: something may have been refunded meanwhile.
    const pieces = count === left ? {} : { lines: some };
    const carrier = company.trim();
    const answer = await call('shopOrder.ship', { merchantId, orderId, company: carrier, trackingNumber, ...pieces });
    setBusy(false);
    if (!answer.ok) return setProblem(answer.refusal);
    rememberCompany(carrier);
    await onShipped();
    onClose();
  }

  return (
    <Decision
      open
      title="发货"
      onClose={onClose}
      acts={[
        { id: 'shipNot', label: '先不发', kind: 'line', onClick: onClose },
        {
          id: 'shipYes',
          label: count === 0 ? '先选几件' : count === left ? `发出 ${count} 件` : `先发 ${count} 件`,
          disabled: count === 0,
          busy,
          onClick: () => void ship(),
        },
      ]}
    >
      <Company company={company} onChange={setCompany} />
      {tried && companyProblem(company) !== undefined && <View className="cd f12 m4">{companyProblem(company)}</View>}
      <View className="m16">
        <Field
          id="number"
          label="快递单号"
          value={typed}
          placeholder="面单上的号码"
          most={60}
          figures
          error={tried ? numberProblem(trackingNumber) : undefined}
          onChange={setTyped}
          aside={
            isWeapp && (
              <View
                id="scanNumber"
                className="room-field-act"
                {...asButton}
                aria-label="扫面单"
                onClick={() => void scanNumber()}
              >
                <Icon name="scan" size={20} />
              </View>
            )
          }
        />
      </View>
      {left > 1 && (
        <View className="m16">
          <View className="f13 c2">
            这个包裹装什么{count < left && count > 0 ? `，剩下 ${left - count} 件下次再发` : ''}
          </View>
          <Pieces lines={lines} most={toSend} chosen={chosen} onChange={setChosen} />
        </View>
      )}
      {problem && (
        <View id="shipProblem" className="cd f13 m12">
          {problem.message}
        </View>
      )}
    </Decision>
  );
}
