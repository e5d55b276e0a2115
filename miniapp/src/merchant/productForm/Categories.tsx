import { View } from '@tarojs/components';
import { useState } from 'react';
import { Btn } from '../../components/Btn';
import { call, type Problem } from '../../platform/api';
import { Decision } from '../components/Decision';
import { Field } from '../components/Field';
import { type Category, categoriesOf, categoriesOver } from './categories';
import type { Choices } from './draft';

interface Props {
  merchantId: string;
  choices: Choices;
  onChoices: (choices: Choices) => void;
  onClose: () => void;
}

/** Most categories of a shop. */
const MOST = 30;

/** The categories of the shop: renamed, added, taken away where nothing is in them. */
export function Categories({ merchantId, choices, onChoices, onClose }: Props) {
  const [all, setAll] = useState<readonly Category[]>(() => categoriesOf(choices));
  const [added, setAdded] = useState(0);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const names = all.map(({ name }) => name.trim());
  const wrong = names.includes('') || new Set(names).size < names.length;

  async function save(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const answer = await call('product.setCategories', {
      merchantId,
      version: choices.version,
      categories: all.map(({ id, name }) => (id === undefined ? { name: name.trim() } : { id, name: name.trim() })),
    });
    setBusy(false);
    if (answer.ok) {
      onChoices(answer.value);
      return onClose();
    }
    setProblem(answer.refusal);
    if (answer.refusal.kind !== 'refused' || answer.refusal.code !== 'conflict') return;
    // The next try goes over what stands by then.
    const now = await call('product.choices', { merchantId });
    if (!now.ok) return;
    setAll(categoriesOver(all, choices, now.value));
    onChoices(now.value);
  }

  return (
    <Decision
      open
      title="分类"
      onClose={onClose}
      acts={[
        { id: 'categoriesNot', label: '先不改', kind: 'line', onClick: onClose },
        {
          id: 'categoriesYes',
          label: wrong ? '名称空着或重复' : '保存',
          disabled: wrong,
          busy,
          onClick: () => void save(),
        },
      ]}
    >
      {all.map(({ key, name }, place) => (
        <View key={key} className="product-field">
          <Field
            id={`category-${place}`}
            label={`第 ${place + 1} 个`}
            value={name}
            placeholder="比如：水果"
            most={12}
            aside={
              <Btn
                id={`categoryRemove-${place}`}
                kind="line"
                size="s"
                onClick={() => setAll(all.filter((one) => one.key !== key))}
              >
                去掉
              </Btn>
            }
            onChange={(typed) => setAll(all.map((one) => (one.key === key ? { ...one, name: typed } : one)))}
          />
        </View>
      ))}
      {all.length < MOST && (
        <View className="m12">
          <Btn
            id="categoryAdd"
            kind="line"
            size="s"
            onClick={() => {
              setAll([...all, { key: `new ${added}`, name: '' }]);
              setAdded(added + 1);
            }}
          >
            加一个
          </Btn>
        </View>
      )}
      {problem && (
        <View id="categoriesProblem" className="cd f12 m8">
          {problem.message}
        </View>
      )}
    </Decision>
  );
}
