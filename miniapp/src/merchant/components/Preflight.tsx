import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import {
  type Finding,
  marginsOf,
  type PieceMargin,
  type PreflightPlan,
  RULES,
  type WorstCase,
} from '../../../../shared/domain/preflight';
import { type Fen, formatFen } from '../../../../shared/money';
import { asButton } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { Failed } from '../../components/State';
import type { Checked } from '../hooks/usePreflight';
import { Panel } from './Panel';
import './Preflight.scss';

/** What is wrong with a campaign as it is written, and each risk with its own tick. */
export function Preflight({ checked }: { checked: Checked }) {
  const { problem, loading, stands, again, plan, findings, worst, ticked, tick } = checked;
  if (problem) {
    return (
      <Panel id="preflight" title="发布前检查">
        <Failed problem={problem} onRetry={() => void again()} />
      </Panel>
    );
  }
  const errors = findings.filter(({ level }) => level === 'error');
  const warnings = findings.filter(({ level }) => level === 'warning');
  return (
    <Panel
      id="preflight"
      title="发布前检查"
      sub={loading ? '正在查' : stands ? countWords(errors.length, warnings.length) : '填好才查'}
    >
      {errors.map(({ sentence }) => (
        <View key={sentence} className="preflight-error">
          <Icon name="alert" size={16} />
          <Text className="grow">{sentence}</Text>
        </View>
      ))}
      {warnings.length > 0 && (
        <View className="room-note m8">下面是你自己的风险，看过一条勾一条。发布以后会留下是谁勾的。</View>
      )}
      {warnings.map(({ sentence }, index) => (
        <Warning
          key={sentence}
          id={`tick-${index}`}
          sentence={sentence}
          ticked={ticked.includes(sentence)}
          onTick={() => tick(sentence)}
        />
      ))}
      {plan && worst && <Margins plan={plan} />}
      {worst && <Worst worst={worst} />}
      {stands && !loading && <Passed findings={findings} />}
    </Panel>
  );
}

/** What was looked at and found right. */
const Passed = ({ findings }: { findings: readonly Finding[] }) => (
  <View id="passed" className="preflight-passed">
    {Object.entries(RULES)
      .filter(([code]) => findings.every((finding) => finding.code !== code))
      .map(([code, { asks }]) => (
        <View key={code} className="preflight-pass">
          <Icon name="check" size={14} />
          <Text className="grow">{asks}</Text>
        </View>
      ))}
  </View>
);

function countWords(errors: number, warnings: number): string {
  if (errors + warnings === 0) return '没有发现问题';
  return [errors > 0 ? `${errors} 处不能发布` : '', warnings > 0 ? `${warnings} 条提醒` : '']
    .filter((part) => part !== '')
    .join('，');
}

interface WarningProps {
  id: string;
  sentence: string;
  ticked: boolean;
  onTick: () => void;
}

const Warning = ({ id, sentence, ticked, onTick }: WarningProps) => (
  <View id={id} className="preflight-warning" {...asButton} role="checkbox" aria-checked={ticked} onClick={onTick}>
    <View className={`preflight-box ${ticked ? 'preflight-ticked' : ''}`}>
      {ticked && <Icon name="check" size={14} />}
    </View>
    <Text className="grow">{sentence}</Text>
  </View>
);

/** So many SKUs are told at once. */
const FEW = 4;

/** What one piece of each SKU leaves at its lowest price, and what goes off it. */
function Margins({ plan }: { plan: PreflightPlan }) {
  const [all, setAll] = useState(false);
  const margins = marginsOf(plan);
  return (
    <View id="margins" className="preflight-worst">
      <View>每卖一件，最便宜的时候剩多少：</View>
      {(all ? margins : margins.slice(0, FEW)).map((margin) => (
        <View key={margin.sku.id} className="m4">
          <View className="row">
            <Text className="grow">{margin.sku.name}</Text>
            <Text className={`num bold ${(margin.margin ?? 0) < 0 ? 'cd' : ''}`}>
              {margin.margin === undefined ? '没填成本' : formatFen(margin.margin)}
            </Text>
          </View>
          <View className="f12 num">{partsWords(margin, margin.sku.cost)}</View>
        </View>
      ))}
      {margins.length > FEW && (
        <View id="allMargins" className="chart-way" {...asButton} onClick={() => setAll(!all)}>
          <Text>{all ? '收起' : `看全部 ${margins.length} 个规格`}</Text>
        </View>
      )}
    </View>
  );
}

function partsWords({ price, fee, commission }: PieceMargin, cost: Fen | undefined): string {
  const known = `卖 ${formatFen(price)} − 手续费 ${formatFen(fee)} − 佣金 ${formatFen(commission)}`;
  return cost === undefined ? known : `${known} − 成本 ${formatFen(cost)}`;
}

const Worst = ({ worst: { pieces, discount, commission, margin } }: { worst: WorstCase }) => (
  <View id="worst" className="preflight-worst">
    <View>
      名额全卖完，共 <Text className="num">{pieces}</Text> 件，最坏的时候：
    </View>
    <View>
      比单买少收 <Text className="num">{formatFen(discount)}</Text>
    </View>
    <View>
      佣金最多付 <Text className="num">{formatFen(commission)}</Text>
    </View>
    {margin !== undefined && (
      <View>
        {margin < 0 ? '亏' : '至少还赚'} <Text className="num">{formatFen(Math.abs(margin))}</Text>
      </View>
    )}
  </View>
);
