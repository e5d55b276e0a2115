import { View } from '@tarojs/components';
import { COMPANIES, COMPANY_MAX } from '../../../../shared/domain/parcel';
import { asButton } from '../../components/Btn';
import { read, write } from '../../platform/storage';
import { Field } from './Field';

const KEY = 'pinkan.company';

/** The company that was sent with last: the likeliest one. */
export const lastCompany = (): string => read<string>(KEY) ?? '';

export const rememberCompany = (company: string): void => write(KEY, company);

/** Who carries a parcel: one of the common companies by a tap, any other by its name. */
export function Company({ company, onChange }: { company: string; onChange: (company: string) => void }) {
  return (
    <View>
      <Field
        id="company"
        label="快递公司"
        value={company}
        placeholder="选一家，或者写名字"
        most={COMPANY_MAX}
        onChange={onChange}
      />
      <View className="room-chips">
        {COMPANIES.map((one) => (
          <View
            key={one}
            id={`company-${one}`}
            className={`chip ${one === company ? 'chip-on' : ''}`}
            {...asButton}
            aria-pressed={one === company}
            onClick={() => onChange(one)}
          >
            {one}
          </View>
        ))}
      </View>
    </View>
  );
}
