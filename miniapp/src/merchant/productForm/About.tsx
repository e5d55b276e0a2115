import { Text, Textarea, View } from '@tarojs/components';
import { useState } from 'react';
import { LENGTHS } from '../../../../shared/domain/product';
import { asButton } from '../../components/Btn';
import { Field } from '../components/Field';
import { Segments } from '../components/Filters';
import { Panel } from '../components/Panel';
import { Categories } from './Categories';
import type { Choices, Draft, Faults } from './draft';

interface Props {
  merchantId: string;
  draft: Draft;
  faults: Faults;
  choices: Choices;
  onChange: (part: Partial<Draft>) => void;
  onChoices: (choices: Choices) => void;
}

const Wrong = ({ id, children }: { id: string; children: string | undefined }) =>
  children === undefined ? null : (
    <View id={`${id}Error`} className="cd f12 m4">
      {children}
    </View>
  );

/** What it is called, what is said of it, and how it is sent. */
export function About({ merchantId, draft, faults, choices, onChange, onChoices }: Props) {
  const [naming, setNaming] = useState(false);
  return (
    <>
      <Panel id="about" title="商品">
        <View className="product-field">
          <Field
            id="title"
            label="商品名称"
            value={draft.title}
            placeholder="买家在列表和卡片上看到"
            most={LENGTHS.title}
            error={faults.title}
            onChange={(title) => onChange({ title })}
          />
        </View>
        <View className="product-field">
          <Field
            id="caption"
            label="一句话介绍"
            value={draft.caption}
            placeholder="比如：现摘现发"
            most={LENGTHS.caption}
            error={faults.caption}
            onChange={(caption) => onChange({ caption })}
          />
        </View>
        <View className="product-field">
          <View className="row g12">
            <Text className="room-field-label grow">分类</Text>
            <View id="editCategories" className="chart-way" {...asButton} onClick={() => setNaming(true)}>
              <Text>管理分类</Text>
            </View>
          </View>
          <Segments
            id="category"
            label="分类"
            options={choices.categories.map(({ id, name }) => ({ value: id, label: name }))}
            chosen={draft.categoryId}
            onChoose={(categoryId) => onChange({ categoryId })}
          />
          <Wrong id="category">{faults.categoryId}</Wrong>
        </View>
        <View className="product-field">
          <Field
            id="promises"
            label="承诺，用「；」隔开"
            value={draft.promises}
            placeholder="比如：坏果包赔；48 小时内发货"
            most={200}
            error={faults.promises}
            onChange={(promises) => onChange({ promises })}
          />
        </View>
        <View className="product-field">
          <View className="room-field-label">详情</View>
          <Textarea
            id="description"
            className="room-area"
            value={draft.description}
            maxlength={LENGTHS.description}
            autoHeight
            placeholder="产地、做法、怎么保存"
            onInput={(event) => onChange({ description: event.detail.value })}
          />
          <Wrong id="description">{faults.description}</Wrong>
        </View>
      </Panel>
      <Panel id="sending" title="发货和售后">
        <View className="room-field-label">运费</View>
        <Segments
          id="freight"
          label="运费"
          options={[
            { value: '', label: '包邮' },
            ...choices.templates.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          chosen={draft.freightId}
          onChoose={(freightId) => onChange({ freightId })}
        />
        <Wrong id="freight">{faults.freightId}</Wrong>
        <View className="product-field">
          <Field
            id="afterSaleDays"
            label="收货后几天内可以申请售后"
            value={draft.afterSaleDays}
            placeholder={`空着就跟店铺：${choices.afterSaleDays} 天`}
            most={2}
            figures
            aside={<Text className="f13 c2">天</Text>}
            error={faults.afterSaleDays}
            onChange={(afterSaleDays) => onChange({ afterSaleDays })}
          />
          <View className="f12 c3 m4">一单里有几件商品，按天数最长的算。已经下的单不变。</View>
        </View>
      </Panel>
      {naming && (
        <Categories merchantId={merchantId} choices={choices} onChoices={onChoices} onClose={() => setNaming(false)} />
      )}
    </>
  );
}
