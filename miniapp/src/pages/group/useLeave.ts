/** 退团: said in full before it is done, since it cannot be undone. */
import { useState } from 'react';
import { formatFen } from '../../../../shared/money';
import { call } from '../../platform/api';
import { confirmed, toast } from '../../platform/notice';
import type { Group } from './viewer';

interface Leave {
  /** The order that was given up while the page is open. */
  leftOrderId: string | undefined;
  leave: (group: Group) => Promise<void>;
}

/** What becomes of the group: its heir leads it, it goes on, or it ends. */
function afterwards(group: Group): string {
  const others = group.seats.filter((seat) => seat.state === 'taken' && !seat.mine);
  const [heir] = others;
  if (heir === undefined) return '团里没有别人付款，这个团就结束了。';
  const leads = group.seats.some((seat) => seat.leader && seat.mine);
  return leads ? `最早付款的${heir.name}接任团长，团继续。` : '团里还有别人，团继续。';
}

/** `again` shows the group as it has become. */
export function useLeave(again: () => Promise<void>): Leave {
  const [leftOrderId, setLeftOrderId] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function ask(group: Group): Promise<void> {
    const order = await call('order.get', { orderId: group.myOrderId ?? '' });
    if (!order.ok) return toast(order.refusal.message);
    const sure = await confirmed({
      title: '退团',
      content: `${formatFen(order.value.total)} 原路退回，座位让给别人。${afterwards(group)}`,
      yes: '退团',
      no: '先留着',
    });
    if (!sure) return;
    const answer = await call('group.leave', { groupId: group.id, myOrderId: group.myOrderId });
    if (answer.ok) setLeftOrderId(answer.value.orderId);
    else toast(answer.refusal.message);
    await again();
  }

  async function leave(group: Group): Promise<void> {
    if (busy) return;
    setBusy(true);
    await ask(group);
    setBusy(false);
  }

  return { leftOrderId, leave };
}
