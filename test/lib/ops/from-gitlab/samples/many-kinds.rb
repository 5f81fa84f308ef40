gitlab_rails['omniauth_enabled'] = false
gitlab_rails['omniauth_sync_profile_from_provider'] = true
gitlab_rails['omniauth_sync_profile_attributes'] = true
gitlab_rails['omniauth_providers'] = [
  { name: "auth0", args: { client_id: "a0", client_secret: "sample-secret-8", domain: "example.eu.auth0.com", scope: "openid profile email" } },
  { name: "cognito", label: "Pool", app_id: "cog", app_secret: "sample-secret-9",
    args: { scope: "openid profile email",
            client_options: { site: "https://example.auth.eu-west-1.amazoncognito.com", authorize_url: "/oauth2/authorize",
                              token_url: "/oauth2/token", user_info_url: "/oauth2/userInfo" },
            user_response_structure: { root_path: [], id_path: ["sub"], attributes: { nickname: "email" } },
            name: "cognito", strategy_class: "OmniAuth::Strategies::OAuth2Generic" } },
  { name: "apple", app_id: "com.example.git", args: { team_id: "ABCDE12345", key_id: "12345ABCDE",
      pem: <<~PEM
        sample-secret-10
      PEM
  } },
  { name: "openid_connect", args: { name: "openid_connect", issuer: "https://example.okta.com", discovery: true,
      scope: [:openid, :profile, :email], client_auth_method: "basic",
      client_options: { identifier: "okta-client", secret: "sample-secret-11" } } },
  { name: "crowd", args: { crowd_server_url: "https://crowd.example.com", application_password: "sample-secret-12" } }
]
