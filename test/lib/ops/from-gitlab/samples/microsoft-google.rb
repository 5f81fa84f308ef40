external_url "https://git.example.com"
gitlab_rails['omniauth_allow_single_sign_on'] = ['azure_activedirectory_v2', 'google_oauth2', 'github']
gitlab_rails['omniauth_auto_link_user'] = ['azure_activedirectory_v2', 'google_oauth2']
gitlab_rails['omniauth_providers'] = [
  {
    "name" => "azure_activedirectory_v2",
    "args" => {
      "client_id" => "11111111-aaaa-4bbb-8ccc-222222222222",
      "client_secret" => "sample-secret-4",
      "tenant_id" => "33333333-AAAA-4bbb-8ccc-444444444444",
    }
  },
  {
    "name" => "google_oauth2",
    "app_id" => "0123456789.apps.googleusercontent.com",
    "app_secret" => "sample-secret-5",
    "args" => { "access_type" => "offline", "approval_prompt" => "", "hd" => "Example.com", "scope" => "userinfo.email,userinfo.profile" }
  },
  { "name" => "github", "app_id" => "gh", "app_secret" => "sample-secret-6", "args" => { "scope" => "user:email" } },
  { "name" => "gitlab", "app_id" => "parent", "app_secret" => "sample-secret-7",
    "args" => { "scope" => "read_user", "client_options" => { "site" => "https://parent.example.com/api/v4" } } }
]
