/** What a merchant must see to. Most tasks end by themselves, when what they ask for has happened. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { closeTask, openTasks } from '../store/alarm';
import type { AlarmDoc } from '../store/collections';
import type { App } from './app';

type Task = Output<'task.list'>['tasks'][number];

const SHOWN = 100;

const about = (taskId: string): string => taskId.slice(taskId.indexOf('/') + 1);

export async function listTasks(
  app: App,
  { merchantId }: Parsed<'task.list'>,
): Promise<Result<Output<'task.list'>, RefusalCode>> {
  const tasks = await openTasks(app.store, merchantId, SHOWN);
  return ok({ tasks: tasks.map(taskView) });
}

function taskView({ _id, kind, detail, count, firstAt, lastAt }: AlarmDoc): Task {
  const { orderId, amount, code } = detail as Pick<Task, 'orderId' | 'amount' | 'code'>;
  const refundId = about(_id).startsWith('rfd_') ? about(_id) : undefined;
  return { id: _id, kind: kind as Task['kind'], orderId, refundId, amount, code, count, since: firstAt, lastAt };
}

/** A report that WeChat will not take is made in its console, of which nobody tells us. */
const TICKED: readonly string[] = ['shippingRejected'];

export async function closeTaskByHand(
  app: App,
  { merchantId, taskId }: Parsed<'task.close'>,
): Promise<Result<Output<'task.close'>, RefusalCode>> {
  const task = await app.store.alarms.findOne({ _id: taskId, merchantId });
  if (!task) return no('notFound');
  if (!TICKED.includes(task.kind)) return no('taskEndsItself');
  await closeTask(app.store, task.kind, about(taskId), app.now());
  return ok({});
}
