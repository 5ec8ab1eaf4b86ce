package api_test

import (
	"net/http"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api"
	"rozmowa/api/apitest"
	"rozmowa/api/contract"
	"rozmowa/desk"
)

const configured = "/api/v1/channels/configured"

// draft is what an admin may send to begin with.
func draft(t *testing.T, admin *apitest.Caller) contract.ChannelDraft {
	t.Helper()
	var d contract.ChannelDraft
	admin.Do(t, http.MethodGet, "/api/v1/channels/defaults", nil).Into(t, http.StatusOK, &d)
	d.Name, d.ShopURL = "Sklep z kubkami", "https://Kubki.example/kategoria?x=1"
	return d
}

func newAdmin(t *testing.T, c *apitest.Company) *apitest.Caller {
	t.Helper()
	return c.As(t, apitest.NewAgent(t, c.Store, "Ada Admin", desk.Admin))
}

func TestAnAdminMakesChangesAndDeletesAChat(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	admin := newAdmin(t, c)
	d := draft(t, admin)
	d.Agents = []uuid.UUID{c.Anna.ID}
	d.Targeting = contract.Targeting{List: contract.Deny, Paths: []string{"https://kubki.example/koszyk/?a=1", "/koszyk", "/łódź"}}
	d.Hours.Week = []contract.DayHours{{Day: 1, Ranges: []contract.HoursRange{{From: 540, To: 1020}}}}

	var made contract.ConfiguredChannel
	admin.Do(t, http.MethodPost, configured, d).Into(t, http.StatusCreated, &made)
	require.Len(t, made.Key, 12)
	require.EqualValues(t, 1, made.Version)
	require.Equal(t, "https://kubki.example", made.Settings.ShopURL)
	require.Equal(t, []string{"/koszyk", "/łódź"}, made.Settings.Targeting.Paths, "addresses are reduced, repeats dropped")
	require.Nil(t, made.SeenAt)

	var read contract.ConfiguredChannel
	path := "/api/v1/channels/" + made.ID.String()
	admin.Do(t, http.MethodGet, path, nil).Into(t, http.StatusOK, &read)
	require.Equal(t, made.Settings, read.Settings)

	d = read.Settings
	d.Name = "Kubki i dzbanki"
	var saved contract.ConfiguredChannel
	admin.Do(t, http.MethodPut, path, apitest.M{"version": 1, "draft": d}).Into(t, http.StatusOK, &saved)
	require.Equal(t, "Kubki i dzbanki", saved.Settings.Name)
	require.EqualValues(t, 2, saved.Version)
	admin.Do(t, http.MethodPut, path, apitest.M{"version": 1, "draft": d}).Refused(t, http.StatusConflict, "conflict", "channel_changed")

	admin.Do(t, http.MethodDelete, path, nil).OK(t, http.StatusNoContent)
	admin.Do(t, http.MethodDelete, path, nil).OK(t, http.StatusNoContent)
	admin.Do(t, http.MethodGet, path, nil).Refused(t, http.StatusNotFound, "not_found", "chat_not_found")
	shared.Stranger().Do(t, http.MethodGet, "/api/v1/widget/"+made.Key, nil).Refused(t, http.StatusNotFound, "not_found", "chat_not_found")
}

func TestWrongSettingsAreRefusedWithTheirField(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	admin := newAdmin(t, c)
	for name, of := range map[string]struct {
		change      func(*contract.ChannelDraft)
		field, code string
	}{
		"no name":                 {func(d *contract.ChannelDraft) { d.Name = " " }, "name", "empty"},
		"no shop":                 {func(d *contract.ChannelDraft) { d.ShopURL = "" }, "shopUrl", "empty"},
		"a path of another shop":  {func(d *contract.ChannelDraft) { d.Targeting.Paths = []string{"/a", "https://inny.example/b"} }, "targeting.paths.1", "foreign_host"},
		"a colour by its name":    {func(d *contract.ChannelDraft) { d.Look.Primary = "red" }, "look.primary", "colour"},
		"a zone that isn't":       {func(d *contract.ChannelDraft) { d.Hours.TimeZone = "Europe/Radom" }, "hours.timeZone", "time_zone"},
		"an eighth day":           {func(d *contract.ChannelDraft) { d.Hours.Week = []contract.DayHours{{Day: 7}} }, "hours.week", "weekday"},
		"an agent who isn't":      {func(d *contract.ChannelDraft) { d.Agents = []uuid.UUID{uuid.New()} }, "agents", "unknown_agent"},
		"a list of neither kind":  {func(d *contract.ChannelDraft) { d.Targeting.List = "grey" }, "targeting.list", "unknown"},
		"neither text nor hidden": {func(d *contract.ChannelDraft) { d.AfterHours = "sleep" }, "afterHours", "unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			d := draft(t, admin)
			of.change(&d)
			e := admin.Do(t, http.MethodPost, configured, d).Refused(t, http.StatusBadRequest, "invalid", of.code)
			require.NotNil(t, e.Field)
			require.Equal(t, of.field, *e.Field)
		})
	}
}

func TestAChatThatIsOffShowsNowhereAndTakesNoConversations(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	admin := newAdmin(t, c)
	running := c.Chat(t)
	path := "/api/v1/channels/" + c.Shop.ID.String() + "/enabled"
	admin.Do(t, http.MethodPut, path, apitest.M{"enabled": false}).OK(t, http.StatusOK)

	var config contract.WidgetConfig
	shared.Stranger().Do(t, http.MethodGet, "/api/v1/widget/"+c.Shop.Key, nil).Into(t, http.StatusOK, &config)
	require.NotNil(t, config.Shows)
	require.Equal(t, "", config.Shows.Match)
	require.False(t, config.Shows.On)
	c.NewChat(c.Shop).TryStart(t, nil).Refused(t, http.StatusGone, "closed", "chat_off")
	running.Say(t, "ta rozmowa trwa")

	admin.Do(t, http.MethodPut, path, apitest.M{"enabled": true}).OK(t, http.StatusOK)
	c.NewChat(c.Shop).TryStart(t, nil).OK(t, http.StatusCreated)
}

func TestAChatSaysWhenItIsOpenAndWhereItShows(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	admin := newAdmin(t, c)
	d := draft(t, admin)
	d.Hours.Week = []contract.DayHours{{Day: 1, Ranges: []contract.HoursRange{{From: 540, To: 1020}}}}
	d.Targeting = contract.Targeting{List: contract.Allow, Paths: []string{"/kontakt"}}
	var made contract.ConfiguredChannel
	admin.Do(t, http.MethodPost, configured, d).Into(t, http.StatusCreated, &made)
	path := "/api/v1/channels/" + made.ID.String()

	var at contract.Availability
	admin.Do(t, http.MethodGet, path+"/availability?at=2026-03-02T09:00:00Z", nil).Into(t, http.StatusOK, &at) // Monday, 10:00 there
	require.True(t, at.Open)
	require.Nil(t, at.NextOpen)
	require.Equal(t, time.Date(2026, 3, 2, 16, 0, 0, 0, time.UTC), at.Until.UTC())
	at = contract.Availability{}
	admin.Do(t, http.MethodGet, path+"/availability?at=2026-03-02T18:00:00%2B01:00", nil).Into(t, http.StatusOK, &at)
	require.False(t, at.Open)
	require.Nil(t, at.Until)
	require.Equal(t, time.Date(2026, 3, 9, 8, 0, 0, 0, time.UTC), at.NextOpen.UTC())
	require.Equal(t, http.StatusBadRequest, admin.Do(t, http.MethodGet, path+"/availability?at=wczoraj", nil).Status)

	for url, want := range map[string]contract.Visibility{
		"/kontakt/mapa%3Fa=b":                       {Shows: true, Because: contract.Listed, Path: ptr("/kontakt")},
		"https://kubki.example/kontakt":             {Shows: true, Because: contract.Listed, Path: ptr("/kontakt")},
		"https://kubki.example/kontakty":            {Because: contract.NotListed},
		"https://kubki.example.zly.example/kontakt": {Because: contract.OtherShop},
	} {
		var v contract.Visibility
		admin.Do(t, http.MethodGet, path+"/visibility?url="+url, nil).Into(t, http.StatusOK, &v)
		require.Equal(t, want, v, url)
	}

	t.Run("also before it is saved, whatever else is missing", func(t *testing.T) {
		d.Name, d.Targeting.Paths = "", []string{"/blog"}
		var answer contract.CheckChannel200JSONResponse
		admin.Do(t, http.MethodPost, "/api/v1/channels/check", apitest.M{"draft": d, "at": "2026-03-02T09:00:00Z", "url": "/blog/1"}).Into(t, http.StatusOK, &answer)
		require.True(t, answer.Availability.Open)
		require.True(t, answer.Visibility.Shows)
		d.ShopURL = ""
		answer = contract.CheckChannel200JSONResponse{}
		admin.Do(t, http.MethodPost, "/api/v1/channels/check", apitest.M{"draft": d}).Into(t, http.StatusOK, &answer)
		require.Nil(t, answer.Visibility)
	})
}

func ptr[T any](v T) *T { return &v }

func TestAnAdminSeesThatTheShopHasLoadedTheChat(t *testing.T) {
	t.Parallel()
	n := newPages(t, api.Options{})
	channel := apitest.NewChannel(t, n.Store, nil)
	admin := n.As(t, apitest.NewAgent(t, n.Store, "Ada Admin", desk.Admin))
	seen := func() *time.Time {
		var c contract.ConfiguredChannel
		admin.Do(t, http.MethodGet, "/api/v1/channels/"+channel.ID.String(), nil).Into(t, http.StatusOK, &c)
		return c.SeenAt
	}
	load := func(referer string) {
		n.Stranger().With("Referer", referer).Do(t, http.MethodGet, "/widget/"+channel.Key+".js", nil).OK(t, http.StatusOK)
	}
	load("")
	load("https://inny.example/")
	require.Nil(t, seen(), "nobody else's page counts")
	load(channel.ShopURL + "/kubki")
	require.NotNil(t, seen())
}

func TestOnlyTheInboxFramesThePreview(t *testing.T) {
	t.Parallel()
	n := newNode(t, api.Options{Files: fstest.MapFS{
		"preview/page.html":        {Data: []byte("page")},
		"preview/frame.html":       {Data: []byte("frame")},
		"preview/assets/page-1.js": {Data: []byte("script")},
	}})
	for path, body := range map[string]string{"/widget/preview": "page", "/widget/preview/frame": "frame"} {
		a := n.Stranger().Do(t, http.MethodGet, path, nil).OK(t, http.StatusOK)
		require.Equal(t, body, string(a.Body))
		require.Contains(t, a.Header.Get("Content-Security-Policy"), "frame-ancestors 'self'")
	}
	n.Stranger().Do(t, http.MethodGet, "/assets/preview/assets/page-1.js", nil).OK(t, http.StatusOK)
	for _, path := range []string{"/assets/preview/page.html", "/assets/preview/../widget/loader.js", "/assets/inbox/index.html"} {
		n.Stranger().Do(t, http.MethodGet, path, nil).Refused(t, http.StatusNotFound, "not_found", "file_not_found")
	}
}
