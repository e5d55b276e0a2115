import { Text, View } from '@tarojs/components';
import { ok } from '../../../../shared/result';
import { Btn } from '../../components/Btn';
import { Cover } from '../../components/Cover';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { Tag } from '../../components/Tag';
import { usePages } from '../../hooks/usePages';
import { Segments } from '../components/Filters';
import { Frame } from '../components/Frame';
import { type OwnItem, ratesWords } from '../words/commissionPolicy';
import { ask, countsTag, emptyTitle, kinds, type ListProps } from './list';

function Row({ item, onChange }: { item: OwnItem; onChange: ListProps['onChange'] }) {
  const { id, productId, title, cover, rates } = item;
  const { label, tone } = countsTag(item);
  return (
    <View id={`own-${id}`} className="own-row row g12">
      <Cover id={productId} picture={cover} shape="t48" />
      <View className="grow">
        <View className="f14 medium cut">{title}</View>
        <View className="row g8">
          <Text className="f13 c2">{ratesWords(rates)}</Text>
          <Tag tone={tone}>{label}</Tag>
        </View>
      </View>
      {onChange && (
        <Btn id={`change-${id}`} kind="line" size="s" onClick={() => onChange(item)}>
          改
        </Btn>
      )}
    </View>
  );
}

/** The list on a phone. */
export function PhoneList({ member, of, onKind, round, onChange, children }: ListProps) {
  const question = { merchantId: member.merchantId, of };
  const { asked, items, again } = usePages(`own ${question.merchantId} ${of} ${round}`, async (cursor) => {
    const answer = await ask(question, cursor);
    return answer.ok ? ok(answer.value) : answer;
  });
  return (
    <Frame title="单独的佣金规则" here="commissionPolicy" member={member}>
      <Segments label="看哪一种" id="kind" options={kinds} chosen={of} onChoose={onKind} />
      {asked.status === 'loading' && <Skeleton bones={['line', 'line', 'line']} />}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={() => void again()} />}
      {asked.status === 'ready' && items.length === 0 && (
        <Empty icon="bag" title={emptyTitle[of]} text="有了以后，可以在这里单独定它的佣金" />
      )}
      {items.length > 0 && (
        <View className="card m12">
          {items.map((item) => (
            <Row key={item.id} item={item} onChange={onChange} />
          ))}
        </View>
      )}
      {children}
    </Frame>
  );
}
