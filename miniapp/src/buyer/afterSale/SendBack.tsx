import { Input as Field, Text, View } from '@tarojs/components';
import { useState } from 'react';
import { COMPANIES, COMPANY_MAX, numberProblem } from '../../../../shared/domain/parcel';
import { asButton, Btn } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { call } from '../../platform/api';
import { copy, toast } from '../../platform/notice';
import type { AfterSale } from '../words/afterSale';

interface Props {
  afterSale: AfterSale;
  /** Gets the after-sale once the server has the number, or nothing where it has to be asked for again. */
  onSent: (afterSale?: AfterSale) => void;
}

/** Where the goods go back to, and under which number they are on their way. */
export function SendBack({ afterSale, onSent }: Props) {
  const { id, returnTo, back } = afterSale;
  const [editing, setEditing] = useState(back === undefined);
  const [company, setCompany] = useState(back?.company ?? '');
  const [number, setNumber] = useState(back?.trackingNumber ?? '');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const trackingNumber = number.replace(/\s+/g, '');
  const errors = {
    company: company.trim() === '' ? '选一家快递，或者写名字' : undefined,
    number: numberProblem(trackingNumber),
  };

  async function send(): Promise<void> {
    setTried(true);
    if (errors.company !== undefined || errors.number !== undefined) return;
    setBusy(true);
    const answer = await call('afterSale.sendBack', { afterSaleId: id, company: company.trim(), trackingNumber });
    setBusy(false);
    if (!answer.ok) toast(answer.refusal.message);
    else setEditing(false);
    onSent(answer.ok ? answer.value : undefined);
  }

  return (
    <View id="sendBack" className="card">
      <View className="f16 bold">寄回的货</View>
      {returnTo ? (
        <View className="row row-top g12 m12">
          <View className="dab">
            <Icon name="pin" size={20} />
          </View>
          <View className="grow">
            <View className="f14">
              {returnTo.name} <Text className="num">{returnTo.phone}</Text>
            </View>
            <View className="f12 c2">{returnTo.address}</View>
          </View>
          <Btn
            id="copyReturn"
            kind="line"
            size="s"
            onClick={() =>
              void copy(`${returnTo.name} ${returnTo.phone} ${returnTo.address}`).then(() => toast('地址已复制'))
            }
          >
            复制
          </Btn>
        </View>
      ) : (
        <View className="f13 c2 m8">商家没有留退货地址，先问一下商家寄到哪里。</View>
      )}
      {editing ? (
        <View className="m16">
          <View className="f13 c2">寄出以后填一下</View>
          <View className="back-companies m8">
            {COMPANIES.map((one) => (
              <View
                key={one}
                id={`company-${one}`}
                className={`chip ${one === company ? 'chip-on' : ''}`}
                {...asButton}
                aria-pressed={one === company}
                onClick={() => setCompany(one)}
              >
                {one}
              </View>
            ))}
          </View>
          <View className="back-field m12">
            <Field
              id="company"
              className="back-input"
              value={company}
              maxlength={COMPANY_MAX}
              placeholder="快递公司"
              placeholderClass="back-placeholder"
              onInput={(event) => setCompany(event.detail.value)}
            />
          </View>
          {tried && errors.company !== undefined && <View className="f12 cd m4">{errors.company}</View>}
          <View className="back-field m8">
            <Field
              id="number"
              className="back-input num"
              value={number}
              maxlength={60}
              placeholder="快递单号"
              placeholderClass="back-placeholder"
              onInput={(event) => setNumber(event.detail.value)}
            />
          </View>
          {tried && errors.number !== undefined && <View className="f12 cd m4">{errors.number}</View>}
          <View className="m12">
            <Btn id="sendBackDone" block busy={busy} onClick={() => void send()}>
              {back === undefined ? '寄出了，提交单号' : '改成这个单号'}
            </Btn>
          </View>
        </View>
      ) : (
        back && (
          <View className="row row-top g12 m12">
            <View className="dab">
              <Icon name="truck" size={20} />
            </View>
            <View className="grow">
              <View className="f14">{back.company}</View>
              <View className="f14 back-number">
                <Text className="num" userSelect>
                  {back.trackingNumber}
                </Text>
              </View>
            </View>
            <Btn id="changeNumber" kind="line" size="s" onClick={() => setEditing(true)}>
              填错了，改一下
            </Btn>
          </View>
        )
      )}
    </View>
  );
}
