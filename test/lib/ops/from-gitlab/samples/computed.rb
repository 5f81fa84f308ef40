require 'json'
secrets = JSON.parse(File.read('/etc/secrets.json'))
if File.exist?('/etc/open')
  gitlab_rails['omniauth_block_auto_created_users'] = false
end
%w[a b].each do |name|
  puts "#{name} isn't #{"nested #{name}"}"
end
gitlab_rails['omniauth_allow_single_sign_on'] = ENV.fetch('SSO', 'false') == 'true'
gitlab_rails['omniauth_auto_sign_in_with_provider'] = 'corp' unless ENV['DEBUG']
gitlab_rails['omniauth_providers'] = [
  {
    name: 'corp',
    args: {
      name: 'corp',
      strategy_class: 'OmniAuth::Strategies::OpenIDConnect',
      issuer: "https://#{ENV['ID_HOST']}/",
      scope: ['openid', 'email'].freeze,
      discovery: true,
      client_options: { identifier: ENV['ID'], secret: secrets['corp'] },
    }.merge(extra),
  },
  {
    name: 'corp_two',
    args: {
      name: 'corp_two',
      strategy_class: 'OmniAuth::Strategies::OpenIDConnect',
      issuer: "https://#{ENV['ID_HOST']}/two",
      discovery: true,
      client_options: { identifier: ENV['ID'], secret: secrets['corp'] },
    },
  },
]
