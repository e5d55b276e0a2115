import { Text, View } from '@tarojs/components';
import { formatBps, formatFen } from '../../../../shared/money';
import { Tag } from '../../components/Tag';
import type { Wallet } from './words';

/** Which grade goods sold and kept have earned, and what is missing to the next. Nothing where the shop has none. */
export function GradeCard({ wallet: { merit, grade, nextGrade } }: { wallet: Wallet }) {
  if (grade === undefined && nextGrade === undefined) return null;
  return (
    <View id="grade" className="card grade">
      <View className="row spread g8">
        <Text className="f16 bold">我的等级</Text>
        {grade ? (
          <Tag tone="money">
            {grade.name} · 一级佣金 +{formatBps(grade.bonus)}
          </Tag>
        ) : (
          <Tag>还没有等级</Tag>
        )}
      </View>
      {nextGrade && (
        <View className="grade-track m12" aria-hidden="true">
          <View className="grade-done" style={{ width: `${Math.floor((merit * 100) / nextGrade.merit)}%` }} />
        </View>
      )}
      <View className="f13 c2 m8">
        {nextGrade
          ? `再卖出 ${formatFen(nextGrade.merit - merit)} 的货，就是「${nextGrade.name}」，一级佣金 +${formatBps(nextGrade.bonus)}`
          : '已经是这家店的最高等级'}
      </View>
      <View className="f12 c3 m4">
        卖出并留下的货 <Text className="num">{formatFen(merit)}</Text>：过了售后期才算，退掉的不算
      </View>
    </View>
  );
}
