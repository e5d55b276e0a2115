/** The face of a shop as it is being written. */
import { accentFault } from '../../../../shared/domain/accent';
import { isPhone, type Settings, type SettingsTo } from '../words/settings';

export interface Draft {
  readonly name: string;
  readonly caption: string;
  readonly logo: string;
  readonly accent: string;
  readonly notice: string;
  readonly servicePhone: string;
}

export const draftOf = ({
  face: { name, caption = '', logo, accent, notice = '', servicePhone = '' },
}: Settings): Draft => ({
  name,
  caption,
  logo,
  accent,
  notice,
  servicePhone,
});

const accentOf = (typed: string): string => typed.trim().toUpperCase();

export function toOf({ name, logo, accent, ...others }: Draft): SettingsTo {
  const written = Object.entries(others).flatMap(([field, typed]) => {
    const words = typed.trim();
    return words === '' ? [] : [[field, words]];
  });
  return {
    section: 'face',
    face: { name: name.trim(), logo, accent: accentOf(accent), ...Object.fromEntries(written) },
  };
}

type Faults = Partial<Record<'name' | 'logo' | 'accent' | 'servicePhone', string>>;

/** What is wrong, by field; nothing where it stands. The server looks at it again. */
export function faultsOf({ name, logo, accent, servicePhone }: Draft): Faults {
  const faults: Faults = {};
  const unreadable = accentFault(accentOf(accent));
  if (name.trim() === '') faults.name = '写一个店名，30 字以内';
  // A shop begins without one.
  if (logo === '') faults.logo = '先放一张标志';
  if (unreadable !== null) faults.accent = unreadable;
  if (servicePhone.trim() !== '' && !isPhone(servicePhone)) faults.servicePhone = '写座机或手机号，不留就空着';
  return faults;
}
