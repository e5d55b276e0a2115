/** Where goods are picked up, as it is being written. */
import { isPhone, type Settings, type SettingsTo } from '../words/settings';

export interface DraftPoint {
  /** Tells points apart on the page; of one that is there already, its id. */
  readonly key: string;
  readonly id?: string;
  readonly name: string;
  readonly address: string;
  readonly hours: string;
  readonly phone: string;
}

export interface Draft {
  readonly points: readonly DraftPoint[];
}

export const POINTS_MAX = 100;

export const draftOf = ({ points }: Settings): Draft => ({
  points: points.map((point) => ({ ...point, key: point.id })),
});

/** One more, empty. */
export const newPoint = (points: readonly DraftPoint[]): DraftPoint => {
  const taken = points.map(({ key }) => Number(key)).filter(Number.isFinite);
  return { key: String(Math.max(0, ...taken) + 1), name: '', address: '', hours: '', phone: '' };
};

export const toOf = ({ points }: Draft): SettingsTo => ({
  section: 'pickUp',
  points: points.map(({ id, name, address, hours, phone }) => ({
    ...(id === undefined ? {} : { id }),
    name: name.trim(),
    address: address.trim(),
    hours: hours.trim(),
    phone: phone.trim(),
  })),
});

type PointFaults = Partial<Record<'name' | 'address' | 'hours' | 'phone', string>>;

/** What is wrong with a point, by field. */
export function pointFaults({ name, address, hours, phone }: DraftPoint): PointFaults {
  const faults: PointFaults = {};
  if (name.trim() === '') faults.name = '写个名字';
  if (address.trim() === '') faults.address = '写地址';
  if (hours.trim() === '') faults.hours = '写开门时间';
  if (!isPhone(phone)) faults.phone = '写座机或手机号';
  return faults;
}

export const faultsIn = ({ points }: Draft): number =>
  points.reduce((sum, point) => sum + Object.keys(pointFaults(point)).length, 0);
