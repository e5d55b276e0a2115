import { Text, View } from '@tarojs/components';
import type { Output } from '../../../../shared/contracts/contracts';
import { formatWhen, type Ms } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
import { Countdown } from '../../components/Countdown';
import { Cover } from '../../components/Cover';
import { missingWords, sizeWord } from '../../components/groupWords';
import { SeatRow } from '../../components/Seats';
import { Tag } from '../../components/Tag';
import type { OrderActs } from '../../hooks/useOrderActs';
import { open } from '../../platform/nav';

export type MyGroup = Output<'group.listMine'>['groups'][number];

interface Props {
  group: MyGroup;
  now: Ms;
  acts: OrderActs;
  onEnd: () => void;
}

function stateOf({ status, paying }: MyGroup): { label: string; tone: string } {
  switch (status) {
    case 'formed':
      return { label: '已成团', tone: 'cm' };
    case 'failed':
      return { label: '没拼成', tone: 'c3' };
    default:
      return paying ? { label: '等你付款', tone: 'cw' } : { label: '拼团中', tone: 'ca' };
  }
}

/** When it was decided, or how long there is. */
function When({ group, now, onEnd }: Omit<Props, 'acts'>) {
  const { status, expiresAt, formedAt } = group;
  if (status === 'open' && expiresAt !== undefined)
    return <Countdown endsAt={expiresAt} onEnd={onEnd} className="f12 still" />;
  if (status === 'formed' && formedAt !== undefined)
    return <Text className="f12 c3 still">{formatWhen(formedAt, now)}</Text>;
  return null;
}

/** A group that I sit in: its goods, who sits there, how long it waits, and the likely next tap. */
export function GroupCard({ group, now, acts, onEnd }: Props) {
  const { id, status, product, leads, paying, orderId } = group;
  const state = stateOf(group);
  const go = () => open('group', { id });
  const waits = status === 'open' || status === 'pending';
  return (
    <View id={`group-${id}`} className="card my-group">
      <View role="button" onClick={go}>
        <View className="row spread my-group-head">
          {leads ? <Tag tone="group">团长</Tag> : <Tag>参团</Tag>}
          <Text className={`f13 bold ${state.tone}`}>{state.label}</Text>
        </View>
        <View className="row row-top g12">
          <Cover id={product.id} picture={product.cover} shape="t64" />
          <View className="grow">
            <View className="f14 medium cut">{product.title}</View>
            <View className="f12 c3 cut">
              {sizeWord(group)} · {formatWhen(group.createdAt, now)} 开的团
            </View>
          </View>
        </View>
        <View className="row g8 my-group-seats">
          <SeatRow members={group.members} missing={waits ? group.missing : 0} size={24} ground="sunken" />
          <Text className="grow f12 c2 cut">{wordsOf(group)}</Text>
          <When group={group} now={now} onEnd={onEnd} />
        </View>
      </View>
      {waits && (
        <View className="row row-end g8 m12">
          {paying ? (
            <Btn
              id={`pay-${id}`}
              size="s"
              busy={acts.busy === orderId}
              onClick={() => void acts.pay({ id: orderId, group })}
            >
              去付款
            </Btn>
          ) : (
            <Btn id={`invite-${id}`} kind="tint" size="s" onClick={go}>
              邀请好友
            </Btn>
          )}
        </View>
      )}
    </View>
  );
}

function wordsOf(group: MyGroup): string {
  switch (group.status) {
    case 'pending':
      return '团长付款后开团';
    case 'open':
      return missingWords(group);
    case 'formed':
      return `${group.taken} 人成团`;
    case 'failed':
      return '付过的钱原路退回';
  }
}
