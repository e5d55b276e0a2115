import { View } from '@tarojs/components';
import { useState } from 'react';
import type { Output } from '../../../../shared/contracts/contracts';
import { call, type Problem } from '../../platform/api';
import { Company, lastCompany, rememberCompany } from '../components/Company';
import { Decision } from '../components/Decision';
import { Field } from '../components/Field';
import { goodsWords, type OrderRow } from '../words/order';
import { asNumber, companyProblem, numberProblem } from '../words/parcel';

type Outcome = Output<'shopOrder.shipMany'>['rows'][number];

interface Props {
  orders: readonly OrderRow[];
  merchantId: string;
  /** Shows the orders as they are now. */
  onShipped: () => Promise<void>;
  onClose: () => void;
}

const outcomeWords = ({ outcome, reason }: Outcome): string =>
  outcome === 'refused' ? (reason ?? '没有发成') : outcome === 'already' ? '之前已经发过' : '已发货';

/** Several orders, a number each, by one company. Each parcel takes all that is left of its order. */
export function ShipSelected({ orders, merchantId, onShipped, onClose }: Props) {
  // Those that are shipped leave the list behind, not this.
  const [rows] = useState(orders);
  const [company, setCompany] = useState(lastCompany);
  const [numbers, setNumbers] = useState<Readonly<Record<string, string>>>({});
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [outcomes, setOutcomes] = useState<Readonly<Record<string, Outcome>>>({});

  const numberOf = (id: string): string => asNumber(numbers[id] ?? '');
  const left = rows.filter(({ id }) => (outcomes[id]?.outcome ?? 'refused') === 'refused');
  const wrong = companyProblem(company) ?? left.map(({ id }) => numberProblem(numberOf(id))).find(Boolean);

  async function send(): Promise<void> {
    setTried(true);
    if (wrong !== undefined) return;
    setBusy(true);
    setProblem(undefined);
    const answer = await call('shopOrder.shipMany', {
      merchantId,
      rows: left.map(({ id }, row) => ({ row, order: id, company: company.trim(), number: numberOf(id) })),
    });
    setBusy(false);
    if (!answer.ok) return setProblem(answer.refusal);
    rememberCompany(company.trim());
    const told = answer.value.rows.flatMap((row) => {
      const order = left[row.row];
      return order ? [[order.id, row] as const] : [];
    });
    setOutcomes({ ...outcomes, ...Object.fromEntries(told) });
    setTried(false);
    await onShipped();
  }

  const over = left.length === 0;
  return (
    <Decision
      open
      title={over ? `${rows.length} 单都发好了` : `给 ${left.length} 单填单号`}
      onClose={onClose}
      acts={
        over
          ? [{ id: 'shipDone', label: '知道了', onClick: onClose }]
          : [
              { id: 'shipNot', label: '先不发', kind: 'line', onClick: onClose },
              { id: 'shipYes', label: `发出 ${left.length} 单`, busy, onClick: () => void send() },
            ]
      }
    >
      {!over && <Company company={company} onChange={setCompany} />}
      {!over && tried && companyProblem(company) !== undefined && (
        <View className="cd f12 m4">{companyProblem(company)}</View>
      )}
      <View className="orders-numbers">
        {rows.map(({ id, buyer, receiver, lines }) => {
          const outcome = outcomes[id];
          const wanted = outcome === undefined || outcome.outcome === 'refused';
          return (
            <View key={id} className="orders-number">
              <View>
                <View className="medium cut">{receiver.name === '' ? buyer.name : receiver.name}</View>
                <View className="f12 c3 cut">{goodsWords(lines)}</View>
              </View>
              {wanted ? (
                <Field
                  id={`number-${id}`}
                  value={numbers[id] ?? ''}
                  placeholder="快递单号"
                  most={60}
                  figures
                  error={
                    outcome === undefined ? (tried ? numberProblem(numberOf(id)) : undefined) : outcomeWords(outcome)
                  }
                  onChange={(value) => setNumbers({ ...numbers, [id]: value })}
                />
              ) : (
                <View className="cm f13">{outcomeWords(outcome)}</View>
              )}
            </View>
          );
        })}
      </View>
      {problem && <View className="cd f13 m12">{problem.message}</View>}
    </Decision>
  );
}
