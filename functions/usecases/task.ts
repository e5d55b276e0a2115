/** What a merchant must see to. Most tasks end by themselves, when what they ask for has happened. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { closeTasks, openTasks } from '../store/alarm';
import type { AlarmDoc } from '../store/collections';
import type { App } from './app';

type Task = Output<'task.list'>['tasks'][number];

const SHOWN = 100;

export async function listTasks(
  app: App,
  { merchantId }: Parsed<'task.list'>,
): Promise<Result<Output<'task.list'>, RefusalCode>> {
  const tasks = await openTasks(app.store, merchantId, SHOWN);
  return ok({ tasks: tasks.map(taskView) });
}

function taskView({ _id, kind, detail, count, firstAt, lastAt }: AlarmDoc): Task {
  const { orderId, withdrawalId, amount, code } = detail as Pick<Task, 'orderId' | 'withdrawalId' | 'amount' | 'code'>;
  const about = _id.slice(kind.length + 1);
  const refundId = about.startsWith('rfd_') ? about : undefined;
  return {
    id: _id,
    kind: kind as Task['kind'],
    orderId,
    withdrawalId,
    refundId,
    amount,
    code,
    count,
    since: firstAt,
    lastAt,
  };
}

/** Ticked off, once or again. */
export async function closeTaskByHand(
  app: App,
  { merchantId, kind, orderId }: Parsed<'task.close'>,
): Promise<Result<Output<'task.close'>, RefusalCode>> {
  if (!(await app.store.alarms.findOne({ _id: `${kind}/${orderId}`, merchantId }))) return no('notFound');
  await closeTasks(app.store, [kind], orderId, app.now());
  return ok({});
}
