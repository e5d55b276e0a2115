import { Text, View } from '@tarojs/components';
import type { ReactNode } from 'react';
import type { Problem } from '../platform/api';
import { Btn } from './Btn';
import { Icon } from './Icon';
import './State.scss';

interface EmptyProps {
  icon: 'people' | 'orders' | 'wallet' | 'bag' | 'stop' | 'basket' | 'search';
  title: string;
  text?: ReactNode;
  /** One way on. */
  action?: { id: string; label: string; onClick: () => void } | undefined;
}

/** Nothing here: why, and where to go. */
export function Empty({ icon, title, text, action }: EmptyProps) {
  return (
    <View className="card state">
      <View className="state-well">
        <Icon name={icon} size={32} />
      </View>
      <View className="state-title">{title}</View>
      {text !== undefined && <View className="state-text">{text}</View>}
      {action && (
        <View className="m16">
          <Btn id={action.id} kind="line" size="m" onClick={action.onClick}>
            {action.label}
          </Btn>
        </View>
      )}
    </View>
  );
}

/** It did not load: first what is safe, then how to go on, then the number to quote. */
export function Failed({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  const lost = problem.kind === 'refused' && problem.status === 404;
  return (
    <View id="failed" className="card state">
      <View className="state-well state-well-warning">
        <Icon name="alert" size={32} />
      </View>
      <View className="state-title">{lost ? '没有找到' : '没加载出来'}</View>
      <View className="state-text">{problem.message}</View>
      <View className="m16">
        <Btn id="retry" kind="line" size="m" onClick={onRetry}>
          再试一次
        </Btn>
      </View>
      {problem.kind === 'refused' && problem.requestId !== '' && (
        <View className="state-number">
          编号{' '}
          <Text className="num" userSelect>
            {problem.requestId}
          </Text>
          ，找客服时报这个
        </View>
      )}
    </View>
  );
}
