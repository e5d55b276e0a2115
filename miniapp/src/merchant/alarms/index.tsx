import { useState } from 'react';
import { Hosts } from '../../components/Hosts';
import { Platform } from '../components/Platform';
import { useAddress } from '../hooks/useAddress';
import { useWide } from '../hooks/useWide';
import type { Alarm } from '../words/alarm';
import { DeskList } from './DeskList';
import { Look } from './Look';
import { PhoneList } from './PhoneList';
import './index.scss';

/** What somebody must look at, in all shops. */
export default function AlarmsPage() {
  const [address, change] = useAddress('merchant/alarms', ['state', 'kind', 'shop']);
  const [looked, setLooked] = useState<Alarm>();
  const [edition, setEdition] = useState(0);
  const List = useWide() ? DeskList : PhoneList;
  return (
    <Platform title="告警" here="alarms">
      {(beside) => (
        <>
          <List beside={beside} address={address} change={change} edition={edition} onOpen={setLooked} />
          {looked && (
            <Look
              alarm={looked}
              onNarrow={(part) => {
                setLooked(undefined);
                change(part);
              }}
              onClosed={() => {
                setLooked(undefined);
                setEdition((before) => before + 1);
              }}
              onClose={() => {
                setLooked(undefined);
                // It may have come up again, or been closed, meanwhile.
                setEdition((before) => before + 1);
              }}
            />
          )}
          <Hosts />
        </>
      )}
    </Platform>
  );
}
