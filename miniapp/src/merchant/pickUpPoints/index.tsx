import { View } from '@tarojs/components';
import { Btn } from '../../components/Btn';
import { Facts } from '../components/Facts';
import { Field } from '../components/Field';
import { Panel } from '../components/Panel';
import { Room } from '../components/Room';
import { SettingsSection } from '../components/SettingsSection';
import { useAddress } from '../hooks/useAddress';
import { type DraftPoint, draftOf, faultsIn, newPoint, POINTS_MAX, pointFaults, toOf } from './draft';

const fields = [
  { id: 'name', label: '名字', most: 30, placeholder: '比如：湖边自提点' },
  { id: 'address', label: '地址', most: 120, placeholder: '省市区和门牌' },
  { id: 'hours', label: '开门时间', most: 40, placeholder: '9:00–18:00' },
  { id: 'phone', label: '电话', most: 20, placeholder: '座机或手机' },
] as const;

interface PointProps {
  point: DraftPoint;
  place: number;
  onChange: (part: Partial<DraftPoint>) => void;
  onRemove: () => void;
}

function PointForm({ point, place, onChange, onRemove }: PointProps) {
  const faults = pointFaults(point);
  return (
    <Panel
      id={`point-${place}`}
      title={point.name || '新的自提点'}
      aside={
        <Btn id={`pointRemove-${place}`} kind="line" size="s" onClick={onRemove}>
          去掉
        </Btn>
      }
    >
      {fields.map(({ id, label, most, placeholder }) => (
        <View key={id} className="setting-field">
          <Field
            id={`${id}-${place}`}
            label={label}
            value={point[id]}
            placeholder={placeholder}
            most={most}
            error={point.id === undefined && point[id] === '' ? undefined : faults[id]}
            onChange={(typed) => onChange({ [id]: typed })}
          />
        </View>
      ))}
    </Panel>
  );
}

/** Where buyers can pick up what they have bought. */
export default function PickUpPointsPage() {
  const [address] = useAddress('merchant/pickUpPoints', ['merchant']);
  return (
    <Room title="自提点" here="settings" merchantId={address.merchant}>
      {(member, memberships) => (
        <SettingsSection
          title="自提点"
          section="pickUp"
          member={member}
          memberships={memberships}
          draftOf={draftOf}
          toOf={toOf}
          faults={faultsIn}
          show={({ points }) =>
            points.length === 0 ? (
              <Panel id="points" title="还没有自提点">
                <View className="f13 c2">加一个，买家下单时就能选到店自提，不收运费。</View>
              </Panel>
            ) : (
              <View id="points">
                {points.map(({ id, name, address: where, hours, phone }) => (
                  <Panel key={id} title={name}>
                    <Facts
                      facts={[
                        ['地址', where],
                        ['开门时间', hours],
                        ['电话', phone],
                      ]}
                    />
                  </Panel>
                ))}
              </View>
            )
          }
          form={({ points }, change) => (
            <>
              {points.map((point, place) => (
                <PointForm
                  key={point.key}
                  point={point}
                  place={place}
                  onChange={(part) =>
                    change({ points: points.map((one) => (one === point ? { ...one, ...part } : one)) })
                  }
                  onRemove={() => change({ points: points.filter((one) => one !== point) })}
                />
              ))}
              <View className="room-note m8">去掉的自提点不再能选；已经下的单，还照下单时的地方取。</View>
              {points.length < POINTS_MAX && (
                <View className="m12">
                  <Btn
                    id="pointAdd"
                    kind="line"
                    size="m"
                    onClick={() => change({ points: [...points, newPoint(points)] })}
                  >
                    加一个自提点
                  </Btn>
                </View>
              )}
            </>
          )}
        />
      )}
    </Room>
  );
}
