import { View } from '@tarojs/components';
import { Facts } from '../components/Facts';
import { Field } from '../components/Field';
import { Panel } from '../components/Panel';
import { Room } from '../components/Room';
import { SettingsSection } from '../components/SettingsSection';
import { useAddress } from '../hooks/useAddress';
import { Accent } from './Accent';
import { draftOf, faultsOf, toOf } from './draft';
import { Logo } from './Logo';
import { LogoPicture } from './LogoPicture';
import './index.scss';

/** What a shop is called and looks like. */
export default function ShopFacePage() {
  const [address] = useAddress('merchant/shopFace', ['merchant']);
  return (
    <Room title="店铺" here="settings" merchantId={address.merchant}>
      {(member, memberships) => (
        <SettingsSection
          title="店铺"
          section="face"
          member={member}
          memberships={memberships}
          draftOf={draftOf}
          toOf={toOf}
          faults={(draft) => Object.keys(faultsOf(draft)).length}
          show={({
            face: { name, caption = '没有写', logo, accent, notice = '没有公告', servicePhone = '没有留' },
          }) => (
            <Panel id="face" title={name}>
              <View className="row g12">
                <LogoPicture logo={logo} />
                <View className="face-colour" style={{ background: accent }} role="img" aria-label={`颜色 ${accent}`} />
              </View>
              <View className="m8">
                <Facts
                  facts={[
                    ['一句话', caption],
                    ['颜色', accent],
                    ['公告', notice],
                    ['客服电话', servicePhone],
                  ]}
                />
              </View>
            </Panel>
          )}
          form={(draft, change) => {
            const faults = faultsOf(draft);
            return (
              <>
                <Panel id="faceForm" title="店铺">
                  <View className="setting-field">
                    <Field
                      id="name"
                      label="店名"
                      value={draft.name}
                      placeholder="30 字以内"
                      most={30}
                      error={faults.name}
                      onChange={(name) => change({ name })}
                    />
                  </View>
                  <View className="setting-field">
                    <Field
                      id="caption"
                      label="一句话"
                      value={draft.caption}
                      placeholder="比如：产地直发"
                      most={60}
                      onChange={(caption) => change({ caption })}
                    />
                  </View>
                  <Logo
                    merchantId={member.merchantId}
                    logo={draft.logo}
                    error={faults.logo}
                    onChange={(logo) => change({ logo })}
                  />
                  <View className="setting-field">
                    <Field
                      id="notice"
                      label="公告"
                      value={draft.notice}
                      placeholder="写在店铺首页，60 字以内；不写就没有"
                      most={60}
                      onChange={(notice) => change({ notice })}
                    />
                  </View>
                  <View className="setting-field">
                    <Field
                      id="servicePhone"
                      label="客服电话"
                      value={draft.servicePhone}
                      placeholder="没有微信时，买家打这个"
                      most={20}
                      figures
                      error={faults.servicePhone}
                      onChange={(servicePhone) => change({ servicePhone })}
                    />
                  </View>
                </Panel>
                <Panel id="accentForm" title="颜色" sub="按钮和价格用它">
                  <Accent accent={draft.accent} error={faults.accent} onChange={(accent) => change({ accent })} />
                </Panel>
              </>
            );
          }}
        />
      )}
    </Room>
  );
}
