import { View } from '@tarojs/components';
import { Btn } from '../../components/Btn';
import { Facts } from '../components/Facts';
import { Panel } from '../components/Panel';
import { Room } from '../components/Room';
import { SettingsSection } from '../components/SettingsSection';
import { useAddress } from '../hooks/useAddress';
import { draftOf, faultsIn, newTemplate, TEMPLATES_MAX, toOf } from './draft';
import { Template } from './Template';
import { byWord, regionWords, ruleWords } from './words';
import './index.scss';

/** What delivery costs, by template. */
export default function FreightPage() {
  const [address] = useAddress('merchant/freight', ['merchant']);
  return (
    <Room title="运费模板" here="settings" merchantId={address.merchant}>
      {(member, memberships) => (
        <SettingsSection
          title="运费模板"
          section="freight"
          member={member}
          memberships={memberships}
          draftOf={draftOf}
          toOf={toOf}
          faults={faultsIn}
          show={({ templates }) =>
            templates.length === 0 ? (
              <Panel id="templates" title="还没有运费模板">
                <View className="f13 c2">没选模板的商品都包邮，哪里都发。</View>
              </Panel>
            ) : (
              <View id="templates">
                {templates.map((template) => (
                  <Panel
                    key={template.id}
                    title={template.name}
                    sub={`${byWord[template.by]} · ${template.products} 件商品在用`}
                  >
                    <Facts
                      facts={[
                        ...template.rules.map((rule) => [regionWords(rule), ruleWords(rule, template.by)] as const),
                        ...(template.notTo.length === 0
                          ? []
                          : [['不发货', regionWords({ regions: template.notTo })] as const]),
                      ]}
                    />
                  </Panel>
                ))}
              </View>
            )
          }
          form={({ templates }, change) => (
            <>
              {templates.map((template, place) => (
                <Template
                  key={template.key}
                  template={template}
                  templates={templates}
                  place={place}
                  onChange={(part) =>
                    change({ templates: templates.map((one) => (one === template ? { ...one, ...part } : one)) })
                  }
                  onRemove={() => change({ templates: templates.filter((one) => one !== template) })}
                />
              ))}
              <View className="room-note m8">
                写了市的规则先算，其次省的，都没有才算「其他地区」；一条都不合的地方不发货。已经下的单不变。
              </View>
              {templates.length < TEMPLATES_MAX && (
                <View className="m12">
                  <Btn
                    id="templateAdd"
                    kind="line"
                    size="m"
                    onClick={() => change({ templates: [...templates, newTemplate(templates)] })}
                  >
                    加一个模板
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
