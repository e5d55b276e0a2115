import { Input, Text, Textarea, View } from '@tarojs/components';
import type { Address } from '../../../../shared/contracts/address';
import { detailFault, nameFault } from '../../../../shared/domain/address';
import { refusals } from '../../../../shared/refusals';
import { RegionField } from './RegionField';
import './AddressForm.scss';

export type AddressDraft = { name: string; phone: string; region: string[]; detail: string };
export type AddressErrors = Partial<Record<keyof AddressDraft, string>>;

export const emptyAddress: AddressDraft = { name: '', phone: '', region: [], detail: '' };

/** What keeps a draft from being an address; the server's rules, said before they are asked. */
export function addressErrors(draft: AddressDraft): AddressErrors {
  const errors: AddressErrors = {};
  const [ofName, ofDetail] = [nameFault(draft.name.trim()), detailFault(draft.detail.trim())];
  if (ofName) errors.name = refusals[ofName].message;
  if (draft.name.trim() === '') errors.name = '写上收货人的名字';
  if (!/^1[3-9]\d{9}$/.test(draft.phone.trim())) errors.phone = '手机号是 11 位数字';
  if (draft.region.length !== 3) errors.region = '选一下省市区';
  if (ofDetail) errors.detail = refusals[ofDetail].message;
  if (draft.detail.trim().length < 2) errors.detail = '写到门牌号，快递才找得到';
  return errors;
}

/** The draft as an address. Only after `addressErrors` found nothing. */
export const toAddress = (draft: AddressDraft): Address => ({
  name: draft.name.trim(),
  phone: draft.phone.trim(),
  region: draft.region,
  detail: draft.detail.trim(),
});

interface Props {
  draft: AddressDraft;
  errors: AddressErrors;
  /** What changed of it: a phone that fills in several fields says so several times before the next drawing. */
  onChange: (part: Partial<AddressDraft>) => void;
}

function Field({ label, error, children }: { label: string; error?: string; children: React.ReactNode }) {
  return (
    <View className={`field ${error === undefined ? '' : 'field-bad'}`}>
      <Text className="field-label">{label}</Text>
      <View className="grow">
        {children}
        {error !== undefined && <View className="field-error">{error}</View>}
      </View>
    </View>
  );
}

/** Who gets the parcel, and where. Errors stand beside their field. */
export function AddressForm({ draft, errors, onChange }: Props) {
  return (
    <View className="address-form">
      <Field label="收货人" error={errors.name}>
        <Input
          id="addressName"
          className="field-input"
          value={draft.name}
          maxlength={50}
          placeholder="名字"
          placeholderClass="field-placeholder"
          onInput={(event) => onChange({ name: event.detail.value })}
        />
      </Field>
      <Field label="手机号" error={errors.phone}>
        <Input
          id="addressPhone"
          className="field-input num"
          type="number"
          value={draft.phone}
          maxlength={11}
          placeholder="11 位手机号"
          placeholderClass="field-placeholder"
          onInput={(event) => onChange({ phone: event.detail.value })}
        />
      </Field>
      <Field label="省市区" error={errors.region}>
        <RegionField region={draft.region} onChange={(region) => onChange({ region })} />
      </Field>
      <Field label="详细地址" error={errors.detail}>
        <Textarea
          id="addressDetail"
          className="field-area"
          value={draft.detail}
          maxlength={200}
          autoHeight
          placeholder="小区、楼栋、门牌号"
          placeholderClass="field-placeholder"
          onInput={(event) => onChange({ detail: event.detail.value })}
        />
      </Field>
    </View>
  );
}
