import { Text, View } from '@tarojs/components';
import { Icon } from '../../components/Icon';
import type { Quote } from './words';

interface Props {
  quote: Quote;
  /** Undefined: by express. */
  pickupPointId: string | undefined;
  onAddress: () => void;
  onPoint: (id: string | undefined) => void;
}

/** Where it would be brought; a tap leads to the addresses. */
function AddressChoice({ address, onAddress }: { address: Quote['address']; onAddress: () => void }) {
  return (
    <View id="address" className="row g12 confirm-address" role="button" onClick={onAddress}>
      <View className="dab">
        <Icon name="pin" size={20} />
      </View>
      {address === undefined ? (
        <View className="grow">
          <View className="f14 bold">填写收货地址</View>
          <View className="f12 c3">只填一次，下次直接用</View>
        </View>
      ) : (
        <View className="grow">
          <View className="f14 cut">
            {address.name} <Text className="num">{address.phone}</Text>
          </View>
          <View className="f12 c3 two">
            {address.region.join('')}
            {address.detail}
          </View>
        </View>
      )}
      <Icon name="right" size={16} className="c3" />
    </View>
  );
}

/** By express to an address, or picked up where the shop has points for it. */
export function Destination({ quote, pickupPointId, onAddress, onPoint }: Props) {
  const { address, pickupPoints } = quote;
  const byExpress = pickupPointId === undefined;
  if (pickupPoints.length === 0) {
    return (
      <View className="card confirm-destination">
        <AddressChoice address={address} onAddress={onAddress} />
      </View>
    );
  }
  return (
    <View className="card confirm-destination">
      <View className="row g8 confirm-ways" role="radiogroup" aria-label="怎么拿到货">
        <View
          id="byExpress"
          className={`chip ${byExpress ? 'chip-on' : ''}`}
          role="radio"
          aria-checked={byExpress}
          onClick={() => onPoint(undefined)}
        >
          快递
        </View>
        <View
          id="byPickUp"
          className={`chip ${byExpress ? '' : 'chip-on'}`}
          role="radio"
          aria-checked={!byExpress}
          onClick={byExpress ? () => onPoint(pickupPoints[0]?.id) : undefined}
        >
          自提
        </View>
      </View>
      {byExpress ? (
        <AddressChoice address={address} onAddress={onAddress} />
      ) : (
        pickupPoints.map(({ id, name, address: where, hours, phone }) => (
          <View
            key={id}
            id={`point-${id}`}
            className="row row-top g12 confirm-point"
            role="radio"
            aria-checked={id === pickupPointId}
            onClick={() => onPoint(id)}
          >
            <View className={id === pickupPointId ? 'dab dab-action' : 'dab'}>
              {id === pickupPointId ? <Icon name="check" size={18} /> : <Icon name="shop" size={20} />}
            </View>
            <View className="grow">
              <View className="f14 bold">{name}</View>
              <View className="f12 c2">{where}</View>
              <View className="f12 c3">
                {hours} · <Text className="num">{phone}</Text>
              </View>
            </View>
          </View>
        ))
      )}
    </View>
  );
}
