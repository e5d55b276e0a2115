import { useState } from 'react';
import { Hosts } from '../../components/Hosts';
import { Platform } from '../components/Platform';
import { useAddress } from '../hooks/useAddress';
import { useWide } from '../hooks/useWide';
import { DeskList } from './DeskList';
import { NewShop } from './NewShop';
import { PhoneList } from './PhoneList';
import './index.scss';

/** All shops, for operators of the platform. */
export default function ShopsPage() {
  const [address, change] = useAddress('merchant/shops', ['state', 'words']);
  const [opening, setOpening] = useState(false);
  const List = useWide() ? DeskList : PhoneList;
  return (
    <Platform title="商家" here="shops">
      {(beside) => (
        <>
          <List beside={beside} address={address} change={change} onNew={() => setOpening(true)} />
          {opening && <NewShop onClose={() => setOpening(false)} />}
          <Hosts />
        </>
      )}
    </Platform>
  );
}
