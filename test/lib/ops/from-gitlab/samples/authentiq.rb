## The wiki's sign-in settings (Linux package)
external_url 'https://git.example.com'

gitlab_rails['gitlab_email_from'] = 'git@example.com'
nginx['listen_port'] = 8080
nginx['custom_gitlab_server_config'] = "location ^~ /x { return 404; }\n"

gitlab_rails['ldap_enabled'] = true
gitlab_rails['ldap_servers'] = YAML.load <<-'EOS'
  main:
    label: "LDAP"
    bind_dn: 'CN=it''s not Ruby'
    password: 'bind-password'
EOS

gitlab_rails['omniauth_enabled'] = true
gitlab_rails['omniauth_allow_single_sign_on'] = ['authentiq', 'saml']
gitlab_rails['omniauth_block_auto_created_users'] = false
gitlab_rails["omniauth_auto_link_user"] = ["authentiq"]
gitlab_rails['omniauth_auto_link_ldap_user'] = true
gitlab_rails['omniauth_auto_link_saml_user'] = false
gitlab_rails['omniauth_allow_bypass_two_factor'] = ['authentiq']
gitlab_rails['omniauth_sync_profile_from_provider'] = %w[authentiq]
gitlab_rails['omniauth_sync_profile_attributes'] = ['name', 'email', 'groups']
# gitlab_rails['omniauth_auto_sign_in_with_provider'] = 'saml'
gitlab_rails['omniauth_providers'] = [
  {
    "name" => "authentiq",
    "label" => "Phone", # on the button
    "app_id" => "wiki-client",
    "app_secret" => "sample-secret-1",
    "args" => {
      "scope" => 'aq:name email~rs address aq:push',
      "client_options" => { "site" => "https://id.example.com/" }
    }
  },
  {
    name: 'saml',
    args: {
      assertion_consumer_service_url: 'https://git.example.com/users/auth/saml/callback',
      idp_cert_fingerprint: '00:11',
    },
  },
]
