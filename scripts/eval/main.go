// Eval prints how often the built-in classifier is right about the labelled messages of classify/testdata: the half it
// was tuned on and the half that was held out.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	"rozmowa/classify"
	"rozmowa/classify/measure"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "eval:", err)
		os.Exit(1)
	}
}

func run() error {
	folder := flag.String("messages", "classify/testdata", "where the labelled messages are")
	only := flag.String("half", "", "dev or test: that half alone")
	wrong := flag.Bool("wrong", false, "print the messages of the half dev it is wrong about")
	flag.Parse()
	classify.Prepare()
	for _, half := range []measure.Half{measure.Dev, measure.Test} {
		if *only != "" && *only != string(half) {
			continue
		}
		var all []classify.Label
		for _, set := range measure.Sets {
			for _, language := range []string{"pl", "en"} {
				messages, err := measure.Messages(*folder, set, language, half)
				if err != nil {
					return err
				}
				all = append(all, messages...)
				r := judge(messages)
				fmt.Printf("%s, %s.%s: %d messages, sentiment %.3f, context %.3f\n", half, set, language, len(messages),
					r.Sentiment.Accuracy(), r.Context.Accuracy())
			}
		}
		r := judge(all)
		fmt.Println()
		r.Sentiment.Print(os.Stdout, fmt.Sprintf("%s, sentiment", half))
		fmt.Println()
		r.Context.Print(os.Stdout, fmt.Sprintf("%s, context", half))
		fmt.Printf("\n%v a message\n\n", r.Elapsed/time.Duration(max(len(all), 1)))
		if *wrong && half == measure.Dev {
			for _, line := range r.Wrong {
				fmt.Println(line)
			}
		}
	}
	return nil
}

func judge(messages []classify.Label) measure.Report {
	return measure.Of(messages, func(text string) classify.Result { return classify.Text(text, classify.Examples{}) })
}
