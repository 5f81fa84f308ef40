gitlab_rails['omniauth_allow_single_sign_on'] = true
gitlab_rails['omniauth_external_providers'] = [:partner_login]
gitlab_rails['omniauth_auto_sign_in_with_provider'] = 'staff_login'
gitlab_rails['omniauth_providers'] = [
  { name: 'staff_login', label: "Staff \u2014 HQ",
    args: {
      name: :staff_login, strategy_class: "OmniAuth::Strategies::OpenIDConnect",
      scope: ["openid", "profile", "email"], response_type: "code",
      issuer: "https://keys.example.com/realms/staff", discovery: true,
      client_auth_method: "query", uid_field: "sub", send_scope_to_token_endpoint: "false", pkce: true,
      prompt: 'login', max_age: 3_600,
      client_options: {
        identifier: "git-staff", secret: 'sample-secret-2',
        redirect_uri: "https://git.example.com/users/auth/staff_login/callback" } } },
  { name: 'partner_login',
    icon: 'https://static.example.com/partner.svg',
    args: {
      name: 'partner_login', strategy_class: 'OmniAuth::Strategies::OpenIDConnect',
      scope: %w[openid email], response_type: ['code', 'id_token'],
      issuer: 'https://partners.example.org', discovery: false, pkce: false, uid_field: 'preferred_username',
      client_auth_method: 'jwt_bearer', client_signing_alg: 'RS256', response_mode: 'form_post',
      extra_authorize_params: { kc_idp_hint: 'corp' },
      client_options: {
        identifier: 'git-partner', secret: %q(sample-secret-3),
        authorization_endpoint: '/authorize', token_endpoint: '/token',
        gitlab: { groups_attribute: 'groups', required_groups: ['git'] } } } }
]
